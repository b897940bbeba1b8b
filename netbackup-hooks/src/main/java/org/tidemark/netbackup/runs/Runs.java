package org.tidemark.netbackup.runs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tidemark.netbackup.site.ReadOrder;

/** The rules by which runs begin, go on and end, as changes of a ledger. Stateless. */
final class Runs {
  /** NetBackup tries failed jobs again within so many hours (usually twice in twelve). */
  static final Duration RETRIES = Duration.ofHours(12);

  /** Streams of one run begin, and lists are read, within that time, as a rule. */
  static final Duration STREAMS_APART = Duration.ofHours(1);

  /** What has not ended, or has no image, after that time never will. */
  static final Duration PATIENCE = Duration.ofDays(7);

  private Runs() {}

  /**
   * The run that a start hook's call belongs to: another stream of it, another try, or a job that
   * goes on at a checkpoint. Such a job gets the very list that the run had.
   */
  static Optional<Run> joined(Ledger ledger, StartCall call, boolean base, long now) {
    Predicate<Run> usable =
        run ->
            run.isUnresolved()
                && !run.holds().isEmpty()
                && now - run.startedMillis() < PATIENCE.toMillis();
    Predicate<Run> own = run -> run.client().equals(call.client());
    Optional<Run> ofImage =
        ledger.newest(base, own.and(usable).and(run -> isOfImage(run, call.job())));
    if (ofImage.isPresent() || call.job().restarted()) {
      // Only its image tells which list a job goes on with.
      return ofImage;
    }
    return ledger
        .newest(base, own.and(run -> !run.holds().isEmpty()))
        .filter(usable)
        .filter(run -> belongs(run, call.job(), now));
  }

  private static boolean isOfImage(Run run, JobFacts job) {
    return !job.backupId().isEmpty()
        && run.streams().stream().anyMatch(each -> each.backupId().equals(job.backupId()));
  }

  private static boolean belongs(Run run, JobFacts job, long now) {
    Optional<StreamRun> before = run.stream(job.stream());
    if (job.streams() == 1 || run.expected() != job.streams()) {
      // A try from the beginning reads its list anew: a newer one serves it better.
      return false;
    }
    boolean again =
        before.isEmpty()
            || before.get().state() == StreamRun.State.FAILED
            || before.get().state() == StreamRun.State.STARTED;
    // What a stream of a full reads at any time is newer than the window that its run opened.
    Duration within = run.base() ? PATIENCE : RETRIES;
    return again && now - run.startedMillis() < within.toMillis();
  }

  /**
   * Whether a list must stay as it is: streams of one run may yet read it, or the job that reads it
   * after its hook, and goes on with this very list if it is stopped at a checkpoint. Streams join
   * the newest run only, but for those that go on.
   */
  static boolean freezesList(Ledger ledger, ReadOrder reads, long now) {
    return ledger.runs().stream()
        .filter(run -> isNewest(ledger, run))
        .anyMatch(
            run -> awaitsStreams(run, now) || (reads == ReadOrder.LATE && awaitsReading(run)));
  }

  private static boolean isNewest(Ledger ledger, Run run) {
    return ledger
        .newest(false, other -> other.client().equals(run.client()) && !other.holds().isEmpty())
        .filter(run::equals)
        .isPresent();
  }

  private static boolean awaitsStreams(Run run, long now) {
    return run.expected() > 1
        && run.state() == Run.State.STARTED
        && now - run.startedMillis() < STREAMS_APART.toMillis();
  }

  private static boolean awaitsReading(Run run) {
    return run.isUnresolved()
        && run.commit() > 0
        && run.streams().stream().anyMatch(Runs::isUnderWay);
  }

  private static boolean mayReadYet(StreamRun stream, long now) {
    return isUnderWay(stream) && now - stream.startedMillis() < STREAMS_APART.toMillis();
  }

  /**
   * Another list comes into its place while jobs may yet read theirs. A newer one holds all that
   * theirs does. An older one holds less, and behind a checkpoint any other one may.
   *
   * @param generation of the list that comes
   */
  static Ledger beforeAnotherList(Ledger ledger, long generation, long now) {
    Ledger changed = ledger;
    for (Run run : ledger.runs()) {
      if (mayMissNames(run, generation, now)) {
        String why = "another list came into place while it may have read its own";
        changed = changed.with(run.holding(0, run.holds()).in(run.state(), why, now));
      }
    }
    return changed;
  }

  private static boolean mayMissNames(Run run, long generation, long now) {
    return !run.base()
        && run.isUnresolved()
        && run.commit() > 0
        && run.streams().stream()
            .filter(each -> mayReadYet(each, now))
            .anyMatch(
                each ->
                    generation < run.commit()
                        || (each.restarted() && generation != run.newestHold()));
  }

  /**
   * The full that is under way although another one begins. They may be streams that were not told
   * of each other: then no window was opened before all of them, and no image is the whole.
   */
  static Optional<Run> fullBeside(Ledger ledger, StartCall call) {
    return ledger
        .newest(true, run -> run.client().equals(call.client()))
        .filter(run -> run.state() == Run.State.STARTED)
        .filter(run -> run.expected() == 1 || run.expected() != call.job().streams());
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

  /** A full took over what a list left for a user backup: that list is never saved whole. */
  static Ledger withoutNames(Ledger ledger, long generation, long now) {
    Ledger changed = ledger;
    for (Run run : ledger.runs()) {
      if (run.isUnresolved() && run.commit() == generation) {
        String why =
            "its names for 'tidemark netbackup backup' are only in the full backup after it";
        changed = changed.with(run.in(Run.State.GIVEN_UP, why, now));
      }
    }
    return changed;
  }

  /** Runs of which nothing can come any more. */
  static Ledger withoutOldOnes(Ledger ledger, long now) {
    Ledger changed = ledger;
    for (Run run : ledger.runs()) {
      long age = now - run.changedMillis();
      boolean streamsMayCome = run.base() && run.expected() > 1;
      boolean failedForGood =
          run.state() == Run.State.FAILED && !streamsMayCome && age > RETRIES.toMillis();
      if (run.isUnresolved() && (failedForGood || age > PATIENCE.toMillis())) {
        String why = run.reason().isEmpty() ? "nothing more was heard of it" : run.reason();
        changed = changed.with(run.in(Run.State.GIVEN_UP, why, now));
      }
    }
    return changed;
  }

  /**
   * The runs that a call of an end hook may belong to: one, if it was told its image, or if there
   * is no other. A run that was given up may go on all the same.
   */
  static List<Run> ending(Ledger ledger, String client, JobFacts job, boolean base) {
    List<Run> open =
        ledger.runs().stream()
            .filter(run -> run.base() == base && run.client().equals(client))
            .filter(run -> run.isUnresolved() || run.state() == Run.State.GIVEN_UP)
            .filter(run -> run.stream(job.stream()).filter(Runs::isUnderWay).isPresent())
            .toList();
    if (job.backupId().isEmpty()) {
      return open;
    }
    List<Run> told = withImage(open, job, job.backupId());
    return told.isEmpty() ? withImage(open, job, "") : told;
  }

  private static boolean isUnderWay(StreamRun stream) {
    return stream.state() == StreamRun.State.STARTED;
  }

  private static List<Run> withImage(List<Run> runs, JobFacts job, String id) {
    return runs.stream()
        .filter(run -> run.stream(job.stream()).orElseThrow().backupId().equals(id))
        .toList();
  }
}
