package org.tidemark.journal.list;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tidemark.journal.model.PercentText;

/**
 * A directory's own attributes.
 *
 * @param mode permission bits
 * @param times of access and of modification
 * @param extended names with one character per byte, ACLs included
 */
public record ManifestAttributes(
    int mode, int user, int group, Times times, SortedMap<String, byte[]> extended) {

  /** Seconds since 1970 and nanoseconds. */
  public record Times(long accessSeconds, long accessNanos, long modifySeconds, long modifyNanos) {

    /** In the order of utimensat(2). */
    public long[] inOrder() {
      return new long[] {accessSeconds, accessNanos, modifySeconds, modifyNanos};
    }
  }

  /**
   * @throws RuntimeException of whatever kind if the line has not that form
   */
  static ManifestAttributes of(JsonObject line) {
    JsonArray access = line.getAsJsonArray("atime");
    JsonArray modify = line.getAsJsonArray("mtime");
    Times times =
        new Times(
            access.get(0).getAsLong(),
            access.get(1).getAsLong(),
            modify.get(0).getAsLong(),
            modify.get(1).getAsLong());
    SortedMap<String, byte[]> extended = new TreeMap<>();
    for (Map.Entry<String, JsonElement> one : line.getAsJsonObject("xattrs").entrySet()) {
      byte[] name = PercentText.decode(one.getKey());
      byte[] value = Base64.getDecoder().decode(one.getValue().getAsString());
      extended.put(new String(name, StandardCharsets.ISO_8859_1), value);
    }
    int user = (int) line.get("uid").getAsLong();
    int group = (int) line.get("gid").getAsLong();
    return new ManifestAttributes(line.get("mode").getAsInt(), user, group, times, extended);
  }
}
