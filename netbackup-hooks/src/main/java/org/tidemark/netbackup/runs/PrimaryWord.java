package org.tidemark.netbackup.runs;

import java.util.List;
import java.util.stream.Collectors;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * What {@code backup_exit_notify} was told on the primary: no image, and no time of a backup.
 *
 * @param stream as the primary numbers it; -1 for the parent of streams, which says nothing
 * @param done whether NetBackup will not try again
 * @param saidMillis when it was said, by the primary's clock
 */
public record PrimaryWord(int status, int stream, boolean done, long saidMillis) {
  /** The clocks of the two machines may differ. */
  private static final long UNCERTAIN_MILLIS = 60_000;

  /**
   * The runs that it may be about, also such as were given up. A word of success belongs to a
   * backup that had been sent: one that was under way may be the next one already.
   */
  List<Run> candidates(Ledger ledger, boolean base) {
    return ledger.runs().stream()
        .filter(run -> run.base() == base)
        .filter(run -> run.isUnresolved() || run.state() == Run.State.GIVEN_UP)
        .filter(run -> saidMillis - run.startedMillis() < Runs.PATIENCE.toMillis())
        .filter(run -> run.stream(stream).filter(this::mayBeAbout).isPresent())
        .toList();
  }

  private boolean mayBeAbout(StreamRun each) {
    long latest = saidMillis + UNCERTAIN_MILLIS;
    return switch (each.state()) {
      case SENT -> each.endedMillis() <= latest;
      case STARTED -> status != 0 && each.startedMillis() <= latest;
      default -> false;
    };
  }

  /**
   * The run with that word. If it may be about several, none of them can be confirmed any more, and
   * the next word is to find one only.
   */
  Run noted(Run run, boolean certain, long now) {
    StreamRun before = run.stream(stream).orElseThrow();
    Run changed = run.with(before.in(certain ? state() : StreamRun.State.FAILED, by(certain)));
    if (run.state() == Run.State.GIVEN_UP) {
      return changed;
    }
    if (!certain) {
      return changed.in(
          Run.State.GIVEN_UP, "the primary's word may be about another run as well", now);
    }
    String reason = status == 0 ? run.reason() : "the primary said status " + status;
    return changed.in(ofStreams(changed), reason, now);
  }

  private StreamRun.State state() {
    return switch (status) {
      case 0 -> StreamRun.State.CONFIRMED;
      case 1 -> StreamRun.State.PARTIAL;
      default -> StreamRun.State.FAILED;
    };
  }

  private String by(boolean certain) {
    return certain && status == 0 ? "told by the primary" : "";
  }

  private Run.State ofStreams(Run run) {
    return switch (run.ofStreams()) {
      // Confirmed is what has been committed.
      case CONFIRMED -> Run.State.SENT;
      case FAILED -> done ? Run.State.GIVEN_UP : Run.State.FAILED;
      default -> run.ofStreams();
    };
  }

  TidemarkException refused(List<Run> candidates) {
    String word = "the word of the primary (status " + status + ", stream " + stream + ")";
    String runs =
        candidates.stream().map(run -> "" + run.number()).collect(Collectors.joining(" or "));
    return new TidemarkException(
        ExitCode.FAILED,
        candidates.isEmpty()
            ? "no run waits for " + word
            : word + " may be about run " + runs + ": all are given up, the next list holds theirs",
        "'tidemark netbackup status' shows the runs.");
  }
}
