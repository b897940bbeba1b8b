package org.tidemark.journal.list;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Reads the {@code json} form strictly. Not thread-safe. */
public final class JsonListReader {
  private final BufferedReader in;
  private final JsonObject header;
  private long count;
  private boolean ended;

  /**
   * @throws IOException if the first line is no header
   */
  public JsonListReader(InputStream source) throws IOException {
    in = new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8));
    header = line();
    if (!header.has("list") || header.get("list").getAsInt() != JsonListWriter.VERSION) {
      throw new IOException("not a list of changes of version " + JsonListWriter.VERSION);
    }
  }

  /** The header as it was written. */
  public JsonObject header() {
    return header.deepCopy();
  }

  /**
   * The next entry, or null after the end record.
   *
   * @throws IOException if the list is cut short or broken
   */
  public Entry next() throws IOException {
    if (ended) {
      return null;
    }
    JsonObject line = line();
    if (line.has("end")) {
      end(line.get("end").getAsLong());
      return null;
    }
    count++;
    return entry(line);
  }

  private JsonObject line() throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("the list is cut short after " + count + " entries");
    }
    try {
      return JsonParser.parseString(line).getAsJsonObject();
    } catch (RuntimeException e) {
      throw new IOException("line behind entry " + count + " of the list is broken", e);
    }
  }

  private Entry entry(JsonObject line) throws IOException {
    try {
      return new Entry(
          EntryKind.valueOf(line.get("kind").getAsString().toUpperCase(Locale.ROOT)),
          PathBytes.ofText(line.get("path").getAsString()),
          Reason.ofText(line.get("reason").getAsString()),
          line.get("nlink").getAsInt(),
          line.get("known").getAsInt(),
          0);
    } catch (RuntimeException e) {
      throw new IOException("entry " + count + " of the list is broken", e);
    }
  }

  private void end(long written) throws IOException {
    if (written != count) {
      throw new IOException("the list says " + written + " entries and holds " + count);
    }
    ended = true;
  }
}
