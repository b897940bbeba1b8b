package org.tidemark.netbackup.userbackup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code bpbackup -L} leaves: lines {@code HH:MM:SS INF - text}, {@code TRV} for what was
 * passed over, {@code ERR} for errors, and at the end {@code Server status = N}.
 *
 * @param status the last one that is told; empty if the job did not end
 * @param trouble the texts of TRV and ERR lines, one character per byte
 */
record ProgressLog(OptionalInt status, List<String> trouble) {
  private static final Pattern STATUS = Pattern.compile(".*Server status = (\\d{1,5})\\b.*");
  private static final Pattern TROUBLE =
      Pattern.compile("[0-9:]+ (?:\\([0-9.]+\\) )?(?:TRV|ERR) - (.*)");
  private static final Pattern PATH = Pattern.compile("[^/]*(/.*?)(?::.*)?");

  ProgressLog {
    trouble = List.copyOf(trouble);
  }

  static ProgressLog parse(String text) {
    OptionalInt status = OptionalInt.empty();
    List<String> trouble = new ArrayList<>();
    for (String line : text.split("\r?\n", -1)) {
      Matcher told = STATUS.matcher(line);
      Matcher bad = TROUBLE.matcher(line);
      if (told.matches()) {
        status = OptionalInt.of(Integer.parseInt(told.group(1)));
      } else if (bad.matches()) {
        trouble.add(bad.group(1));
      }
    }
    return new ProgressLog(status, trouble);
  }

  /** The path that such a text is about; empty if it names none. */
  static String pathIn(String trouble) {
    Matcher path = PATH.matcher(trouble);
    return path.matches() ? path.group(1) : "";
  }
}
