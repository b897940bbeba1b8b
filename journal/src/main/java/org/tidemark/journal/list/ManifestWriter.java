package org.tidemark.journal.list;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.PercentText;

/**
 * Writes a manifest: what one window found, so that a restore can be made exact without daemon or
 * database. One JSON object a line; paths and names in text form ({@code %XX}); a manifest without
 * its end record is no manifest.
 *
 * <pre>
 * {"manifest":1,"window":N,"consumer":"C","journal":"ID","base":N,"end":N,"asked":"incremental",
 *  "level":"incremental","made":MILLIS,"paths":["/data"]}
 * {"created":"/data/f","type":"f"}       made after the base (type: d directory, l link, f other file;
 *                                        where a socket is, which no product saves, is nothing)
 * {"changed":"/data/f","type":"f"}       existed at the base, or is not known to be new
 * {"removed":"/data/f"}                  topmost missing name
 * {"moved":"/data/old","to":"/data/new"} hint only: a directory was once renamed so
 * {"names":"/data/d","why":"contents"}   the names that /data/d holds follow; also "moved-in", ...
 * {"name":"f","type":"f"}                one of them (type also x: excluded, the list says nothing of it)
 * {"linked":["/data/f","/data/g"]}       these names were there, and were one file
 * {"unknown":"/data/d","why":"unreadable"} nobody can say what became of it and of all below it: what
 *                                        earlier manifests say of it, and names just given, is void
 * {"attributes":"/data/d","mode":493,"uid":0,"gid":0,"atime":[S,NS],"mtime":[S,NS],
 *  "xattrs":{"system.posix_acl_access":"BASE64"}}
 * {"end":N}                              number of lines between header and end
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class ManifestWriter implements AutoCloseable {
  public static final int VERSION = 1;

  private static final byte[] CREATED = ascii("{\"created\":\"");
  private static final byte[] CHANGED = ascii("{\"changed\":\"");
  private static final byte[] NAME = ascii("{\"name\":\"");
  private static final byte[] REMOVED = ascii("{\"removed\":\"");
  private static final byte[] ATTRIBUTES = ascii("{\"attributes\":\"");
  private static final byte[] TYPE = ascii("\",\"type\":\"");
  private static final byte[] END = ascii("\"}\n");

  private final SealedFile file;
  private final TextOutput out;
  private long count;

  /**
   * @throws IOException if the folder is missing or cannot be written
   */
  public ManifestWriter(Path place, ListHeader header) throws IOException {
    file = new SealedFile(place);
    out = new TextOutput(file.stream());
    line(describe(header));
  }

  private static JsonObject describe(ListHeader header) {
    JsonObject line = new JsonObject();
    line.addProperty("manifest", VERSION);
    line.addProperty("window", header.window());
    line.addProperty("consumer", header.consumer());
    line.addProperty("journal", header.end().journalId());
    line.addProperty("base", header.base().sequence());
    line.addProperty("end", header.end().sequence());
    line.addProperty("asked", JsonListWriter.lower(header.asked()));
    line.addProperty("level", JsonListWriter.lower(header.level()));
    line.addProperty("made", header.madeMillis());
    JsonArray paths = new JsonArray();
    header.paths().forEach(path -> paths.add(path.toString()));
    line.add("paths", paths);
    return line;
  }

  public void created(PathBytes path, char type) throws IOException {
    typed(CREATED, path.bytes(), type);
  }

  public void changed(PathBytes path, char type) throws IOException {
    typed(CHANGED, path.bytes(), type);
  }

  /** Most lines are of this form, millions of them: no object is made for each. */
  private void typed(byte[] key, byte[] name, char type) throws IOException {
    out.ascii(key);
    out.quotedText(name);
    out.ascii(TYPE);
    out.character(type);
    out.ascii(END);
    count++;
  }

  public void removed(PathBytes path) throws IOException {
    out.ascii(REMOVED);
    out.quotedText(path.bytes());
    out.ascii(END);
    count++;
  }

  public void moved(PathBytes from, PathBytes to) throws IOException {
    JsonObject line = new JsonObject();
    line.addProperty("moved", from.toString());
    line.addProperty("to", to.toString());
    counted(line);
  }

  /** Names of one file; what was said of their types holds. */
  public void linked(List<PathBytes> paths) throws IOException {
    JsonArray names = new JsonArray();
    paths.forEach(path -> names.add(path.toString()));
    JsonObject line = new JsonObject();
    line.add("linked", names);
    counted(line);
  }

  /** Begins the names that a directory holds. */
  public void names(PathBytes directory, String why) throws IOException {
    JsonObject line = new JsonObject();
    line.addProperty("names", directory.toString());
    line.addProperty("why", why);
    counted(line);
  }

  /**
   * Nobody can say what became of the path and of all below it, or the directory begun last could
   * not be read to its end.
   */
  public void unknown(PathBytes path, String why) throws IOException {
    JsonObject line = new JsonObject();
    line.addProperty("unknown", path.toString());
    line.addProperty("why", why);
    counted(line);
  }

  /** One of the names of the directory begun last. */
  public void name(byte[] name, char type) throws IOException {
    typed(NAME, name, type);
  }

  /**
   * A directory's own attributes.
   *
   * @param mode permission bits
   * @param times access seconds, access nanoseconds, modification seconds, nanoseconds
   * @param xattrs names with one character per byte, ACLs included
   */
  public void attributes(
      PathBytes directory, int mode, int user, int group, long[] times, Map<String, byte[]> xattrs)
      throws IOException {
    out.ascii(ATTRIBUTES);
    out.quotedText(directory.bytes());
    String numbers =
        "\",\"mode\":"
            + mode
            + ",\"uid\":"
            + Integer.toUnsignedLong(user)
            + ",\"gid\":"
            + Integer.toUnsignedLong(group)
            + (",\"atime\":[" + times[0] + ',' + times[1] + ']')
            + (",\"mtime\":[" + times[2] + ',' + times[3] + ']');
    out.ascii(ascii(numbers + ",\"xattrs\":" + (xattrs.isEmpty() ? "{}" : json(xattrs)) + "}\n"));
    count++;
  }

  private static JsonObject json(Map<String, byte[]> xattrs) {
    JsonObject values = new JsonObject();
    xattrs.forEach(
        (name, value) ->
            values.addProperty(
                PercentText.encode(name.getBytes(StandardCharsets.ISO_8859_1)),
                Base64.getEncoder().encodeToString(value)));
    return values;
  }

  private void counted(JsonObject object) throws IOException {
    line(object);
    count++;
  }

  private void line(JsonObject object) throws IOException {
    out.ascii((object + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes the end record; the manifest is durable under its name when this returns. */
  public void finish() throws IOException {
    JsonObject end = new JsonObject();
    end.addProperty("end", count);
    line(end);
    out.flush();
    file.seal();
  }

  /** Removes what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
