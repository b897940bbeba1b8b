package org.tidemark.rsync;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;

/**
 * Whether a run may count as a backup.
 *
 * @param code DONE if the mirror holds everything that was listed
 * @param reasons why not, for people
 * @param ofNames whether nothing is wrong but that rsync could not copy some names
 */
record Verdict(ExitCode code, List<String> reasons, boolean ofNames) {
  Verdict {
    reasons = List.copyOf(reasons);
  }

  boolean isDone() {
    return code == ExitCode.DONE;
  }

  /**
   * Judges a run.
   *
   * @param stillThere those of the names that vanished which exist again or never went
   * @param undone for people, what could not be done beside the passes
   */
  static Verdict of(
      PassPlan plan, List<PassResult> results, Set<PathBytes> stillThere, List<String> undone) {
    List<String> reasons = new ArrayList<>();
    ExitCode code = ExitCode.DONE;
    for (PassResult result : results) {
      if (result.exit().meaning() != ExitCode.DONE) {
        code = worse(code, result.exit().meaning());
        reasons.add(
            result.exit().text() + " (exit " + result.number() + ", " + result.pass() + ")");
      }
      if (result.exit() == RsyncExit.VANISHED && result.vanished().isEmpty()) {
        code = worse(code, ExitCode.PARTIAL);
        reasons.add(
            "rsync says that names vanished and none that could be looked for (exit "
                + result.number()
                + ", "
                + result.pass()
                + ")");
      }
      if (result.leftBehind() > 0) {
        code = worse(code, ExitCode.PARTIAL);
        reasons.add(result.leftBehind() + " directories could not be removed from the mirror");
      }
    }
    for (PathBytes path : stillThere) {
      code = worse(code, ExitCode.PARTIAL);
      reasons.add("vanished while it was copied, and is there again: " + path);
    }
    for (PathBytes path : plan.unavailable()) {
      code = worse(code, ExitCode.PARTIAL);
      reasons.add("its filesystem is not mounted: " + path);
    }
    for (String reason : undone) {
      code = worse(code, ExitCode.PARTIAL);
      reasons.add(reason);
    }
    long partial = results.stream().filter(run -> run.exit() == RsyncExit.PARTIAL).count();
    return new Verdict(code, reasons, partial > 0 && partial == reasons.size());
  }

  private static ExitCode worse(ExitCode one, ExitCode other) {
    return rank(one) >= rank(other) ? one : other;
  }

  private static int rank(ExitCode code) {
    return switch (code) {
      case DONE -> 0;
      case PARTIAL -> 1;
      case FAILED -> 2;
      default -> 3;
    };
  }
}
