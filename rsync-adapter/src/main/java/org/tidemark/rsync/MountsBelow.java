package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/** Where filesystems are mounted below a directory, from {@code /proc/self/mountinfo} (proc(5)). */
final class MountsBelow {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  private MountsBelow() {}

  static Set<PathBytes> of(PathBytes directory) throws TidemarkException {
    try {
      return in(Files.readString(MOUNTINFO, StandardCharsets.ISO_8859_1), directory);
    } catch (IOException e) {
      throw new TidemarkException(ExitCode.FAILED, "cannot read " + MOUNTINFO + ": " + e, "", e);
    }
  }

  /** The same from the text of the file, one character per byte. */
  static Set<PathBytes> in(String mountinfo, PathBytes directory) {
    Set<PathBytes> out = new TreeSet<>();
    for (String line : mountinfo.split("\n")) {
      String[] fields = line.split(" ");
      if (fields.length > MOUNT_POINT) {
        PathBytes point = PathBytes.ofLatin1(unescape(fields[MOUNT_POINT]));
        if (point.isUnder(directory) && !point.equals(directory)) {
          out.add(point);
        }
      }
    }
    return out;
  }

  private static String unescape(String field) {
    Matcher escaped = ESCAPED.matcher(field);
    return escaped.replaceAll(
        code -> Matcher.quoteReplacement("" + (char) Integer.parseInt(code.group(1), 8)));
  }
}
