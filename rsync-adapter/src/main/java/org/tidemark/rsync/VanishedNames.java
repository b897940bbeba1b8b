package org.tidemark.rsync;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.PathBytes;

/** Finds the names in rsync's messages about what vanished under its hands. */
final class VanishedNames {
  private static final Pattern VANISHED =
      Pattern.compile("(?:file|directory) has vanished: \"(/.*)\"(?: \\(in .*\\))?");
  private static final Pattern ESCAPED = Pattern.compile("\\\\#([0-3][0-7]{2})");

  private VanishedNames() {}

  /**
   * The absolute path of which a message says that it vanished; empty for any other message.
   *
   * @param line one character per byte
   */
  static Optional<PathBytes> in(String line) {
    Matcher vanished = VANISHED.matcher(line);
    return vanished.matches()
        ? Optional.of(PathBytes.of(unescape(vanished.group(1))))
        : Optional.empty();
  }

  /** A name as rsync prints it, back in its bytes, one character for each. */
  static String plain(String printed) {
    return new String(unescape(printed), StandardCharsets.ISO_8859_1);
  }

  /** rsync writes bytes that cannot be printed as a backslash, a hash and three octal digits. */
  private static byte[] unescape(String text) {
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
