package org.tidemark.rsync;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names as rsync prints them: a byte that cannot be printed as {@code \#} and three digits. */
final class EscapedNames {
  private static final Pattern ESCAPED = Pattern.compile("\\\\#([0-3][0-7]{2})");

  private EscapedNames() {}

  /** The name in its own bytes, one character for each. */
  static String plain(String text) {
    return new String(unescape(text), StandardCharsets.ISO_8859_1);
  }

  /**
   * The bytes of the name.
   *
   * @param text one character per byte
   */
  static byte[] unescape(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    Matcher escaped = ESCAPED.matcher(text);
    int at = 0;
    while (escaped.find()) {
      out.writeBytes(text.substring(at, escaped.start()).getBytes(StandardCharsets.ISO_8859_1));
      out.write(Integer.parseInt(escaped.group(1), 8));
      at = escaped.end();
    }
    out.writeBytes(text.substring(at).getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }
}
