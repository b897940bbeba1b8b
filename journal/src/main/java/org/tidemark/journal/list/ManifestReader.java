package org.tidemark.journal.list;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.PercentText;

/**
 * Reads what {@link ManifestWriter} wrote, strictly: whatever is cut short, has another form or
 * speaks of what the window did not cover is an IOException that says so. The names of one
 * directory at a time are held in memory. Not thread-safe; the stream stays its caller's.
 */
public final class ManifestReader {
  private final CountedLines lines;
  private final ManifestHeader header;
  private long count;

  /** The names of this directory are being collected; null if none are. */
  private PathBytes directory;

  private Map<String, Character> names = new HashMap<>();

  /**
   * Reads the header.
   *
   * @throws IOException if this is no manifest of this version
   */
  public ManifestReader(InputStream source) throws IOException {
    lines = new CountedLines(source);
    JsonObject first = line();
    if (!first.has("manifest") || first.get("manifest").getAsInt() != ManifestWriter.VERSION) {
      throw new IOException("it is no manifest of version " + ManifestWriter.VERSION);
    }
    header = strictly(() -> headerOf(first));
  }

  public ManifestHeader header() {
    return header;
  }

  private static ManifestHeader headerOf(JsonObject line) {
    List<PathBytes> paths = new ArrayList<>();
    line.getAsJsonArray("paths").forEach(path -> paths.add(PathBytes.ofText(path.getAsString())));
    String asked = line.get(line.has("asked") ? "asked" : "level").getAsString();
    return new ManifestHeader(
        line.get("window").getAsLong(),
        line.get("consumer").getAsString(),
        line.get("journal").getAsString(),
        line.get("base").getAsLong(),
        line.get("end").getAsLong(),
        level(asked),
        level(line.get("level").getAsString()),
        line.get("made").getAsLong(),
        paths);
  }

  private static Level level(String text) {
    return Level.valueOf(text.toUpperCase(Locale.ROOT));
  }

  /**
   * Hands over everything up to the end record.
   *
   * @throws IOException if there is none, or anything is broken; what was handed over is void then
   */
  public void readInto(ManifestSink sink) throws IOException {
    JsonObject line = line();
    while (!line.has("end")) {
      count++;
      take(line, sink);
      line = line();
    }
    endNames(sink);
    if (number(line, "end") != count) {
      throw new IOException("its end record does not fit: lines are missing");
    }
    if (lines.next() != null) {
      throw new IOException("something follows its end record");
    }
  }

  private void take(JsonObject line, ManifestSink sink) throws IOException {
    if (line.has("name")) {
      addName(line);
      return;
    }
    PathBytes left = directory;
    if (line.has("unknown")) {
      PathBytes path = path(line, "unknown");
      if (!path.equals(left)) {
        endNames(sink);
      }
      directory = null;
      sink.unknown(path);
      return;
    }
    endNames(sink);
    if (line.has("created")) {
      sink.present(path(line, "created"), type(line));
    } else if (line.has("changed")) {
      sink.present(path(line, "changed"), type(line));
    } else if (line.has("removed")) {
      sink.removed(path(line, "removed"));
    } else if (line.has("attributes")) {
      sink.attributes(path(line, "attributes"), lines.begin());
    } else if (line.has("linked")) {
      sink.linked(linked(line));
    } else if (line.has("names")) {
      directory = path(line, "names");
      names = new HashMap<>();
    } else if (!line.has("moved")) {
      throw broken("a line of no known kind");
    }
  }

  private void addName(JsonObject line) throws IOException {
    if (directory == null) {
      throw broken("a name without its directory");
    }
    byte[] name = strictly(() -> PercentText.decode(line.get("name").getAsString()));
    String latin1 = new String(name, StandardCharsets.ISO_8859_1);
    boolean dots = latin1.isEmpty() || latin1.equals(".") || latin1.equals("..");
    if (dots || latin1.indexOf('/') >= 0 || latin1.indexOf('\0') >= 0) {
      throw broken("a name that no file can have");
    }
    names.put(latin1, type(line));
  }

  private void endNames(ManifestSink sink) throws IOException {
    if (directory != null) {
      PathBytes complete = directory;
      directory = null;
      sink.names(complete, names);
    }
  }

  private List<PathBytes> linked(JsonObject line) throws IOException {
    List<PathBytes> paths = new ArrayList<>();
    for (JsonElement each : strictly(() -> line.getAsJsonArray("linked"))) {
      paths.add(covered(each));
    }
    return paths;
  }

  private PathBytes path(JsonObject line, String key) throws IOException {
    return covered(line.get(key));
  }

  private PathBytes covered(JsonElement text) throws IOException {
    PathBytes path = strictly(() -> PathBytes.ofText(text.getAsString()));
    if (header.paths().stream().noneMatch(path::isUnder)) {
      throw broken(path + " lies outside of what the window covered");
    }
    return path;
  }

  private char type(JsonObject line) throws IOException {
    String type = strictly(() -> line.get("type").getAsString());
    if (type.length() != 1 || "dlfx".indexOf(type.charAt(0)) < 0) {
      throw broken("the unknown type '" + type + "'");
    }
    return type.charAt(0);
  }

  private long number(JsonObject line, String key) throws IOException {
    return strictly(() -> line.get(key).getAsLong());
  }

  private JsonObject line() throws IOException {
    String line = lines.next();
    if (line == null) {
      throw new IOException("it is cut short: the end record is missing");
    }
    return strictly(() -> JsonParser.parseString(line).getAsJsonObject());
  }

  private IOException broken(String what) {
    return new IOException("line " + (count + 1) + " of it is broken: " + what);
  }

  /** Reads a value of a line. */
  private interface Reading<T> {
    T read();
  }

  /** Gson, numbers and names complain in many ways about a value of another form. */
  private <T> T strictly(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (JsonParseException
        | IllegalArgumentException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException
        | ClassCastException
        | IndexOutOfBoundsException e) {
      IOException broken = broken(String.valueOf(e.getMessage()));
      broken.initCause(e);
      throw broken;
    }
  }

  /**
   * The attributes whose line begins at the stream's position.
   *
   * @throws IOException if none begin there
   */
  public static ManifestAttributes attributesAt(InputStream source) throws IOException {
    String line = new CountedLines(source).next();
    try {
      return ManifestAttributes.of(JsonParser.parseString(line).getAsJsonObject());
    } catch (RuntimeException e) {
      throw new IOException("the manifest has changed meanwhile", e);
    }
  }
}
