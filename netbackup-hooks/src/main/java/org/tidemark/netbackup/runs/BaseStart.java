package org.tidemark.netbackup.runs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;

/** The start of a true full: from its window's end on, changes count. Used by one thread. */
final class BaseStart {
  private static final Duration USUAL_DEADLINE = Duration.ofSeconds(60);

  private final Surroundings surroundings;
  private final Deadline deadline = Deadline.in(USUAL_DEADLINE);

  BaseStart(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  Outcome run(List<Installation> based, StartCall call) {
    if (!call.type().equals("FULL")) {
      return Outcome.go("a schedule of type " + call.type() + " is no base for anything");
    }
    List<String> said = new ArrayList<>();
    for (Installation installation : based) {
      String name = installation.consumer().text();
      try {
        said.add(name + " " + open(installation, call));
      } catch (TidemarkException | IOException e) {
        said.add("NO NEW BASE for " + name + ": " + e.getMessage());
      }
    }
    return Outcome.go(String.join("; ", said));
  }

  private String open(Installation installation, StartCall call)
      throws TidemarkException, IOException {
    SocketJournalClient client = surroundings.daemon().connect();
    Workplace place = new Workplace(surroundings.state(), installation);
    try (LedgerFile file = LedgerFile.open(place.folder(), deadline)) {
      Workshop workshop = new Workshop(file, place, client, surroundings);
      workshop.recover();
      Optional<Run> joined = Runs.joined(workshop.ledger(), call, true, workshop.now());
      Optional<String> problem = joined.isPresent() ? Optional.empty() : problem(workshop, call);
      if (problem.isPresent()) {
        return noBase(workshop, call, problem.get());
      }
      Run run = joined.isPresent() ? joined.get() : begin(workshop, call);
      long now = workshop.now();
      Run started = run.with(StreamRun.started(call, now)).in(Run.State.STARTED, "", now);
      workshop.save(workshop.ledger().with(started));
      return "run " + run.number() + (joined.isPresent() ? " goes on" : "");
    }
  }

  /** Why what this job reads may be older than a window that is opened now, or not be the whole. */
  private static Optional<String> problem(Workshop workshop, StartCall call) {
    JobFacts job = call.job();
    if (job.streams() == 0) {
      return Optional.of(
          "it is stream " + job.stream() + ", and nobody says of how many (STREAM_COUNT)");
    }
    if (job.restarted()) {
      return Optional.of("it goes on at a checkpoint of a job whose start is not known");
    }
    return Runs.fullBeside(workshop.ledger(), call)
        .map(run -> "run " + run.number() + " is under way, and may be a stream of the same full");
  }

  /** Kept all the same: other streams have to know that they are not alone. */
  private static String noBase(Workshop workshop, StartCall call, String why)
      throws TidemarkException {
    long now = workshop.now();
    Ledger changed = workshop.ledger();
    Optional<Run> beside = Runs.fullBeside(changed, call);
    if (beside.isPresent()) {
      String because = "another full began while it was under way: neither is a base";
      changed = changed.with(beside.get().in(Run.State.GIVEN_UP, because, now));
    }
    Run run =
        Run.prepared(changed.lastRun() + 1, true, call, now)
            .with(StreamRun.started(call, now))
            .in(Run.State.STARTED, why, now);
    workshop.save(changed.with(run));
    return "run " + run.number() + " is NO NEW BASE: " + why;
  }

  private Run begin(Workshop workshop, StartCall call) throws TidemarkException, IOException {
    Run run = Run.prepared(workshop.ledger().lastRun() + 1, true, call, workshop.now());
    Ledger others = Runs.withoutDeadTries(workshop.ledger(), call, true, workshop.now());
    workshop.save(others.with(run));
    Generation opening = workshop.begin();
    WindowInfo window = ListMaker.within(deadline, () -> window(workshop, opening.key()));
    Generation full = opening.full(window.id());
    workshop.save(workshop.ledger().with(full));
    return run.holding(full.number(), List.of(full.number()));
  }

  private static WindowInfo window(Workshop workshop, String key)
      throws TidemarkException, IOException {
    SocketJournalClient client = workshop.client();
    WindowInfo window =
        client.open(ListMaker.call(workshop.place().installation(), Level.FULL, key));
    ListMaker.read(client, window.id());
    return window;
  }
}
