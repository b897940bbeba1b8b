package org.tidemark.journal.list;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.tidemark.journal.model.Entry;

/** The {@code json} form. Paths are written in text form. */
final class JsonListWriter implements ListFormWriter {
  static final int VERSION = 1;

  private final Writer out;
  private long count;

  JsonListWriter(OutputStream target, ListHeader header) throws IOException {
    out = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8), 1 << 16);
    line(describe(header));
  }

  private static JsonObject describe(ListHeader header) {
    JsonObject line = new JsonObject();
    line.addProperty("list", VERSION);
    line.addProperty("window", header.window());
    line.addProperty("consumer", header.consumer());
    line.addProperty("asked", lower(header.asked()));
    line.addProperty("level", lower(header.level()));
    line.addProperty("base", header.base().toString());
    line.addProperty("end", header.end().toString());
    line.addProperty("made", header.madeMillis());
    JsonArray paths = new JsonArray();
    header.paths().forEach(path -> paths.add(path.toString()));
    line.add("paths", paths);
    JsonArray notes = new JsonArray();
    header.notes().forEach(notes::add);
    line.add("notes", notes);
    return line;
  }

  @Override
  public void add(Entry entry) throws IOException {
    JsonObject line = new JsonObject();
    line.addProperty("kind", lower(entry.kind()));
    line.addProperty("path", entry.path().toString());
    line.addProperty("reason", entry.reason().text());
    line.addProperty("nlink", entry.links());
    line.addProperty("known", entry.linksKnown());
    line(line);
    count++;
  }

  @Override
  public void finish() throws IOException {
    JsonObject end = new JsonObject();
    end.addProperty("end", count);
    line(end);
    out.flush();
  }

  private void line(JsonObject object) throws IOException {
    out.append(object.toString()).append('\n');
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
