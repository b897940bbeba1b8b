package org.tidemark.netbackup.runs;

import java.time.Duration;
import java.util.Optional;

/** The rules by which runs begin, go on and end, as changes of a ledger. Stateless. */
final class Runs {
  /** NetBackup tries failed jobs again within so many hours (usually twice in twelve). */
  static final Duration RETRIES = Duration.ofHours(12);

  /** Streams of one run begin within that time, as a rule. */
  static final Duration STREAMS_APART = Duration.ofHours(1);

  /** What has not ended, or has no image, after that time never will. */
  static final Duration PATIENCE = Duration.ofDays(7);

  private Runs() {}

  /**
   * The run that a start hook's call belongs to: another stream of it, another try, or a job that
   * goes on at a checkpoint. Such a job gets the very list that the run had.
   */
  static Optional<Run> joined(Ledger ledger, StartCall call, boolean base, long now) {
    return ledger
        .newest(base, run -> run.client().equals(call.client()) && !run.holds().isEmpty())
        .filter(Run::isUnresolved)
        .filter(run -> now - run.startedMillis() < PATIENCE.toMillis())
        .filter(run -> belongs(run, call.job(), now));
  }

  private static boolean belongs(Run run, JobFacts job, long now) {
    Optional<StreamRun> before = run.stream(job.stream());
    boolean sameImage =
        !job.backupId().isEmpty()
            && run.streams().stream().anyMatch(each -> each.backupId().equals(job.backupId()));
    if (sameImage || (job.restarted() && before.isPresent())) {
      return true;
    }
    if (job.streams() == 1 || run.expected() != job.streams()) {
      // A try from the beginning reads its list anew: a newer one serves it better.
      return false;
    }
    boolean again =
        before.isEmpty()
            || before.get().state() == StreamRun.State.FAILED
            || before.get().state() == StreamRun.State.STARTED;
    return again && now - run.startedMillis() < RETRIES.toMillis();
  }

  /** Whether a list must stay as it is, since streams of one run may yet read it. */
  static boolean freezesList(Ledger ledger, long now) {
    return ledger.runs().stream()
        .anyMatch(
            run ->
                !run.base()
                    && run.expected() > 1
                    && run.state() == Run.State.STARTED
                    && now - run.startedMillis() < STREAMS_APART.toMillis());
  }

  /** A new try begins: what did not end before it never will. */
  static Ledger withoutDeadTries(Ledger ledger, StartCall call, boolean base, long now) {
    Ledger changed = ledger;
    for (Run run : ledger.runs()) {
      boolean dead = run.state() == Run.State.STARTED || run.state() == Run.State.FAILED;
      boolean same = run.base() == base && run.client().equals(call.client());
      if (dead && same && run.expected() == 1) {
        String why = run.reason().isEmpty() ? "it did not end before another try" : run.reason();
        changed = changed.with(run.in(Run.State.GIVEN_UP, why, now));
      }
    }
    return changed;
  }

  /** Under the lock nobody prepares a run: who did was killed, and its job has failed. */
  static Ledger afterKilledHooks(Ledger ledger, long now) {
    Ledger changed = ledger;
    for (Run run : ledger.runs()) {
      if (run.state() == Run.State.PREPARED) {
        changed =
            changed.with(
                run.in(Run.State.GIVEN_UP, "its start hook was ended before it was done", now));
      }
    }
    return changed;
  }

  /** Runs of which nothing can come any more. */
  static Ledger withoutOldOnes(Ledger ledger, long now) {
    Ledger changed = ledger;
    for (Run run : ledger.runs()) {
      long age = now - run.changedMillis();
      boolean failedForGood = run.state() == Run.State.FAILED && age > RETRIES.toMillis();
      if (run.isUnresolved() && (failedForGood || age > PATIENCE.toMillis())) {
        String why = run.reason().isEmpty() ? "nothing more was heard of it" : run.reason();
        changed = changed.with(run.in(Run.State.GIVEN_UP, why, now));
      }
    }
    return changed;
  }

  /** The run that a call of an end hook belongs to. */
  static Optional<Run> ending(Ledger ledger, String client, JobFacts job, boolean base) {
    return ledger.newest(
        base,
        run ->
            run.client().equals(client)
                && run.stream(job.stream())
                    .map(each -> each.state() == StreamRun.State.STARTED)
                    .orElse(false));
  }
}
