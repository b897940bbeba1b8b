package org.tidemark.netbackup.userbackup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.PathBytes;

/**
 * What {@code bpbackup -L} leaves: lines {@code HH:MM:SS INF - text}, {@code TRV} for what was
 * passed over, {@code WRN} and {@code ERR} for warnings and errors, and at the end {@code Server
 * status = N}.
 *
 * @param status the last one that is told; empty if the job did not end
 * @param trouble the texts of TRV, WRN and ERR lines, one character per byte; a text goes on in
 *     lines that have no time in front, since names may hold line feeds
 */
record ProgressLog(OptionalInt status, List<String> trouble) {
  private static final Pattern STATUS = Pattern.compile("Server status = (\\d{1,5})\\b.*");
  private static final Pattern LINE =
      Pattern.compile("[0-9:]+ (?:\\([0-9.]+\\) )?([A-Z]{3}) - (.*)", Pattern.DOTALL);
  private static final Set<String> TROUBLE = Set.of("TRV", "WRN", "ERR");

  ProgressLog {
    trouble = List.copyOf(trouble);
  }

  static ProgressLog parse(String text) {
    OptionalInt status = OptionalInt.empty();
    List<String> trouble = new ArrayList<>();
    boolean goesOn = false;
    for (String line : text.split("\r?\n", -1)) {
      Matcher whole = LINE.matcher(line);
      if (whole.matches()) {
        Matcher told = STATUS.matcher(whole.group(2));
        if (told.matches()) {
          status = OptionalInt.of(Integer.parseInt(told.group(1)));
        }
        goesOn = !told.matches() && TROUBLE.contains(whole.group(1));
        if (goesOn) {
          trouble.add(whole.group(2));
        }
      } else if (goesOn && !line.isEmpty()) {
        trouble.set(trouble.size() - 1, trouble.get(trouble.size() - 1) + "\n" + line);
      }
    }
    return new ProgressLog(status, trouble);
  }

  /** What is written of a name that was not there; nothing else says for certain that it was so. */
  static String missing(PathBytes path) {
    return "cannot process path " + path.latin1() + ": No such file or directory. Skipping";
  }
}
