package org.tidemark.netbackup.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run of a job, with all of its streams and tries. Immutable.
 *
 * @param base whether it is a run of the true full
 * @param commit the generation that may be committed when it is confirmed; 0 if none may
 * @param holds generations whose windows must stay, and whose lists must not be replaced, while it
 *     goes on
 * @param streams those that were started
 * @param expected how many streams it has
 * @param reason why it is in its state, if that is not obvious
 * @param changedMillis when it came into its state
 */
public record Run(
    long number,
    boolean base,
    String client,
    State state,
    long startedMillis,
    long changedMillis,
    long commit,
    List<Long> holds,
    List<StreamRun> streams,
    int expected,
    String reason) {

  /** What is known of a run. */
  public enum State {
    /** A start hook is at work, or was killed. */
    PREPARED,
    STARTED,
    SENT,
    PARTIAL,
    FAILED,
    CONFIRMED,
    GIVEN_UP
  }

  public Run {
    holds = List.copyOf(holds);
    streams = List.copyOf(streams);
  }

  static Run prepared(long number, boolean base, StartCall call, long millis) {
    return new Run(
        number,
        base,
        call.client(),
        State.PREPARED,
        millis,
        millis,
        0,
        List.of(),
        List.of(),
        call.job().streams(),
        "");
  }

  Run holding(long itsCommit, List<Long> generations) {
    return new Run(
        number,
        base,
        client,
        state,
        startedMillis,
        changedMillis,
        itsCommit,
        generations,
        streams,
        expected,
        reason);
  }

  Run in(State other, String why, long millis) {
    return new Run(
        number,
        base,
        client,
        other,
        startedMillis,
        state == other ? changedMillis : millis,
        commit,
        holds,
        streams,
        expected,
        why);
  }

  /** With this stream in place of the one of its number. */
  Run with(StreamRun stream) {
    List<StreamRun> others = new ArrayList<>(streams);
    others.removeIf(each -> each.stream() == stream.stream());
    others.add(stream);
    others.sort((one, other) -> Integer.compare(one.stream(), other.stream()));
    return new Run(
        number,
        base,
        client,
        state,
        startedMillis,
        changedMillis,
        commit,
        holds,
        others,
        expected,
        reason);
  }

  Optional<StreamRun> stream(int wanted) {
    return streams.stream().filter(each -> each.stream() == wanted).findFirst();
  }

  /** The list that its streams get; 0 if it has none. */
  long newestHold() {
    return holds.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Its image may still come. */
  boolean isUnresolved() {
    return switch (state) {
      case PREPARED, STARTED, SENT, FAILED -> true;
      case PARTIAL, CONFIRMED, GIVEN_UP -> false;
    };
  }

  /** The state that follows from those of its streams. */
  State ofStreams() {
    if (streams.stream().anyMatch(each -> each.state() == StreamRun.State.FAILED)) {
      return State.FAILED;
    }
    boolean open =
        streams.size() < expected
            || streams.stream().anyMatch(each -> each.state() == StreamRun.State.STARTED);
    if (open) {
      return State.STARTED;
    }
    if (streams.stream().anyMatch(each -> each.state() == StreamRun.State.PARTIAL)) {
      return State.PARTIAL;
    }
    return streams.stream().allMatch(each -> each.state() == StreamRun.State.CONFIRMED)
        ? State.CONFIRMED
        : State.SENT;
  }
}
