package org.tidemark.journal.restore;

import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.PathBytes;

/**
 * What Bacula's console is to be given so that names are restored once more. Each has a command of
 * its own with {@code select}: so Bacula looks for it in all jobs that make up the state, newest
 * first. Of a list it looks for some names only in the job in which it found the one before (Bacula
 * 9.6, dird/ua_restore.c, insert_file_into_findex_list). Names that no line can hold are marked in
 * the console's tree, by patterns with a question mark for what cannot be typed. Quotes and
 * backslashes are taken away before (lib/scan.c, next_arg). Not thread-safe.
 */
final class ConsoleScript {
  private static final String OF_PATTERNS = "*?[\\";

  private final String restore;
  private final StringBuilder lines = new StringBuilder();
  private final StringBuilder marks = new StringBuilder();

  /**
   * @param root the folder that stands for {@code /} in the restored tree
   */
  ConsoleScript(PathBytes root) {
    restore = "restore where=" + quoted(root.latin1()) + " replace=always current select";
  }

  /** One more name; a directory is restored without what was ever in it. */
  void add(PathBytes name, boolean directory) {
    String path = name.latin1();
    if (path.indexOf('\n') < 0 && path.indexOf('\r') < 0) {
      String file = quoted(path + (directory ? "/" : ""));
      lines.append(restore).append(" file=").append(file).append(" yes\n");
    } else {
      mark(path, directory);
    }
  }

  private void mark(String path, boolean directory) {
    int slash = path.lastIndexOf('/');
    marks.append("cd /\n");
    for (String above : path.substring(1, Math.max(1, slash)).split("/", -1)) {
      marks.append(above.isEmpty() ? "" : "cd " + quoted(pattern(above)) + "\n");
    }
    marks.append(directory ? "markdir " : "mark ");
    marks.append(quoted(pattern(path.substring(slash + 1)))).append('\n');
  }

  private static String pattern(String name) {
    StringBuilder pattern = new StringBuilder();
    for (int at = 0; at < name.length(); at++) {
      char letter = name.charAt(at);
      if (letter == '\n' || letter == '\r') {
        pattern.append('?');
      } else {
        pattern.append(OF_PATTERNS.indexOf(letter) >= 0 ? "\\" + letter : "" + letter);
      }
    }
    return pattern.toString();
  }

  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** All commands, the last of which wait for what they began. */
  byte[] bytes() {
    String tree = marks.isEmpty() ? "" : restore + " yes\n" + marks + "done\n";
    return (lines + tree + "wait\nquit\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
