package org.tidemark.netbackup.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.lists.BuiltList;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.ReadOrder;

/** The start of a job with a list. Used once, by one thread. */
final class ListStart {
  private static final String BEFORE_FULL =
      "it may have read a list from before a full backup that began since, and would lie over that;"
          + " there is a new list now, which the next try reads";

  private final Surroundings surroundings;
  private final Installation installation;
  private final Deadline deadline;

  ListStart(Surroundings surroundings, Installation installation) {
    this.surroundings = surroundings;
    this.installation = installation;
    deadline = Deadline.in(installation.deadline());
  }

  Outcome run(StartCall call) throws TidemarkException {
    SocketJournalClient client = surroundings.daemon().connect();
    Workplace place = new Workplace(surroundings.state(), installation);
    try (LedgerFile file = LedgerFile.open(place.folder(), deadline)) {
      Workshop workshop = new Workshop(file, place, client, surroundings);
      workshop.recover();
      long now = workshop.now();
      Ledger ledger = workshop.ledger();
      Optional<Run> joined =
          Runs.joined(ledger, call, false, now).filter(run -> mayJoin(ledger, run, call.job()));
      if (joined.isPresent()) {
        return join(workshop, joined.get(), call);
      }
      return begin(workshop, call);
    }
  }

  /** The image of a job that goes on is as old as its run; that of another one is of now. */
  private static boolean mayJoin(Ledger ledger, Run run, JobFacts job) {
    return goesOn(run, job)
        || ledger.generation(run.newestHold()).filter(ledger::isBeforeFull).isEmpty();
  }

  /** Another stream, or a job that goes on: the same list, untouched, in the same order. */
  private Outcome join(Workshop workshop, Run run, StartCall call) throws TidemarkException {
    long newest = run.newestHold();
    Generation list = workshop.ledger().generation(newest).orElseThrow();
    boolean inPlace = list.digest().equals(workshop.inPlace());
    workshop.putAgain(list);
    Run again = run.with(StreamRun.started(call, workshop.now()));
    String why = "";
    if (goesOn(run, call.job()) && mayHaveReadAnother(list, inPlace, run, call.job())) {
      again = again.holding(0, run.holds());
      why = "it may have read another list than before";
    }
    workshop.save(workshop.ledger().with(again.in(Run.State.STARTED, why, workshop.now())));
    String note = why.isEmpty() ? "" : "; " + why + ", so nothing will be committed";
    return Outcome.go("run " + run.number() + " goes on with generation " + newest + note);
  }

  /**
   * Whether the job may have read another list, before its checkpoint or just now.
   *
   * @param inPlace whether the list was in place when the hook was called
   */
  private boolean mayHaveReadAnother(Generation list, boolean inPlace, Run run, JobFacts job) {
    Optional<StreamRun> before = run.stream(job.stream());
    if (before.filter(each -> list.placedMillis() > each.startedMillis()).isPresent()) {
      // It was replaced and put again, while the job may have read it.
      return true;
    }
    if (installation.reads() == ReadOrder.UNKNOWN) {
      return !inPlace || run.holds().size() > 1;
    }
    boolean replacedLater =
        before
            .filter(each -> each.endedMillis() > 0)
            .filter(each -> list.replacedMillis() > each.endedMillis())
            .isPresent();
    return !inPlace && !replacedLater;
  }

  private static boolean goesOn(Run run, JobFacts job) {
    return job.restarted()
        || run.stream(job.stream())
            .filter(each -> !each.backupId().isEmpty() && each.backupId().equals(job.backupId()))
            .isPresent();
  }

  private Outcome begin(Workshop workshop, StartCall call) throws TidemarkException {
    List<Generation> early = workshop.candidates(call.calledMillis());
    Run run = Run.prepared(workshop.ledger().lastRun() + 1, false, call, workshop.now());
    run = run.holding(0, early.stream().map(Generation::number).toList());
    Ledger others = Runs.withoutDeadTries(workshop.ledger(), call, false, workshop.now());
    workshop.save(others.with(run));
    boolean beforeFull = workshop.mayBeBeforeFull(early);
    boolean stale = installation.reads() == ReadOrder.UNKNOWN && beforeFull;
    long old = 0;
    Outcome outcome;
    try {
      old = beforeFull ? 0 : committable(workshop, early);
      outcome = seal(workshop, run, old, call);
    } catch (TidemarkException e) {
      outcome = withoutNewList(workshop, run, old, call, e.forOperator());
    }
    if (stale && outcome.proceeds()) {
      outcome = Outcome.refuse(BEFORE_FULL);
    }
    if (!outcome.proceeds()) {
      Run failed = run.holding(0, List.of()).in(Run.State.FAILED, outcome.why(), workshop.now());
      workshop.save(workshop.ledger().with(failed));
    }
    return outcome;
  }

  /**
   * @param old the generation that may be committed if a new one is not read; 0 if there is none
   */
  private Outcome seal(Workshop workshop, Run run, long old, StartCall call)
      throws TidemarkException {
    Generation opening = workshop.begin();
    MadeList made = workshop.make(opening, deadline);
    Optional<BuiltList.Refusal> refusal = made.list().refusal();
    if (refusal.isPresent()) {
      workshop.drop(opening);
      return Outcome.refuse(refused(refusal.get()));
    }
    boolean readByOthers = call.job().streams() > 1 && installation.reads() == ReadOrder.UNKNOWN;
    if (readByOthers && old != 0) {
      workshop.dropMade(opening, made);
      String why = "another stream may be reading the list in place";
      return withoutNewList(workshop, run, old, call, why);
    }
    Generation placed = workshop.put(opening, made);
    List<Long> holds = new ArrayList<>(run.holds());
    holds.add(placed.number());
    long late = installation.reads() == ReadOrder.LATE ? placed.number() : old;
    long commit = committable(late, call);
    started(workshop, run.holding(commit, holds), call);
    String unknown =
        call.calledMillis() == 0 && commit == 0
            ? ", since no bpbkar is among the processes above the hook, so nobody knows which list"
                + " it read; install with '--reads late' if it reads after the hook"
            : "";
    return Outcome.go(sealed(run, placed, commit) + unknown);
  }

  /** A job that goes on has read the half of another list, which is not known any more. */
  private static long committable(long generation, StartCall call) {
    return call.job().restarted() ? 0 : generation;
  }

  private static String sealed(Run run, Generation placed, long commit) {
    return "run "
        + run.number()
        + ", generation "
        + placed.number()
        + " with "
        + placed.entries()
        + " entries"
        + (placed.pending() > 0 ? ", " + placed.pending() + " NAMES ARE NOT SAVED" : "")
        + (placed.userNames() > 0 ? ", " + placed.userNames() + " for a user backup" : "")
        + "; to be committed: "
        + (commit == 0 ? "nothing" : "generation " + commit);
  }

  private String refused(BuiltList.Refusal refusal) {
    if (refusal.gap()) {
      return "nothing vouches for "
          + refusal.why()
          + " until the daemon has reconciled it, and the deadline has passed";
    }
    return refusal.why()
        + (refusal.why().startsWith("there is no base")
            ? "; run the full backup " + installation.basePolicy() + " first, and confirm it"
            : "");
  }

  /** The list in place is valid, if a little older than it could be. */
  private Outcome withoutNewList(Workshop workshop, Run run, long old, StartCall call, String why)
      throws TidemarkException {
    if (old == 0) {
      return Outcome.refuse(why + "; and there is no list in place that could be used instead");
    }
    started(workshop, run.holding(committable(old, call), run.holds()), call);
    return Outcome.go(
        "run " + run.number() + " uses the list in place, generation " + old + ": " + why);
  }

  private static void started(Workshop workshop, Run run, StartCall call) throws TidemarkException {
    long now = workshop.now();
    Run started = run.with(StreamRun.started(call, now)).in(Run.State.STARTED, "", now);
    workshop.save(workshop.ledger().with(started));
  }

  /** The oldest list that may have been read, if its window is still there; else 0. */
  private long committable(Workshop workshop, List<Generation> early) throws TidemarkException {
    if (early.isEmpty() || !early.get(0).isLive()) {
      return 0;
    }
    Generation oldest = early.get(0);
    Optional<WindowInfo> window =
        ListMaker.within(deadline, () -> workshop.client().show(oldest.window()));
    boolean listed = window.map(each -> each.state().equals("listed")).orElse(false);
    return listed ? oldest.number() : 0;
  }
}
