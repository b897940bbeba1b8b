package org.tidemark.netbackup.runs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;

/**
 * What {@code bpend_notify} does: it notes that bpbkar has ended, and how. Nothing is committed
 * here, since the server has not finished; the daemon is not needed. Used by one thread.
 */
public final class EndHook {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Surroundings surroundings;

  public EndHook(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** A call of {@code bpend_notify}; as for the start, and what bpbkar says of itself. */
  public record EndCall(
      String client, String policy, String schedule, String type, int status, JobFacts job) {}

  public void run(EndCall call) throws TidemarkException {
    Installations installations = Installations.in(surroundings.state());
    Optional<Installation> installed = installations.find(call.policy(), call.schedule());
    List<Installation> all = new ArrayList<>(installed.stream().toList());
    all.addAll(installations.basedOn(call.policy(), call.schedule()));
    boolean base = installed.isEmpty();
    String said = "nothing is installed for this schedule";
    List<TidemarkException> failures = new ArrayList<>();
    for (Installation each : all) {
      try {
        said = note(each, call, base);
      } catch (TidemarkException e) {
        said = e.forOperator();
        failures.add(e);
      }
    }
    surroundings
        .log()
        .say(
            call.policy() + "/" + call.schedule(),
            "end " + call.type() + " with status " + call.status() + ": " + said);
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  private String note(Installation installation, EndCall call, boolean base)
      throws TidemarkException {
    Workplace place = new Workplace(surroundings.state(), installation);
    try (LedgerFile file = LedgerFile.open(place.folder(), Deadline.in(PATIENCE))) {
      List<Run> found = Runs.ending(file.ledger(), call.client(), call.job(), base);
      if (found.isEmpty()) {
        return "no run was started that could have ended";
      }
      List<String> said = new ArrayList<>();
      Ledger changed = file.ledger();
      for (Run each : found) {
        Run ended = ended(each, call, found.size() == 1);
        changed = changed.with(ended);
        said.add("run " + ended.number() + " is " + ended.state() + " " + ended.reason());
      }
      file.save(changed);
      return String.join("; ", said);
    }
  }

  /**
   * @param certain false if another run may have ended instead
   */
  private Run ended(Run run, EndCall call, boolean certain) {
    long now = surroundings.clock().millis();
    StreamRun stream = run.stream(call.job().stream()).orElseThrow().ended(call.status(), now);
    String reason = call.status() == 0 ? run.reason() : "bpbkar ended with status " + call.status();
    if (!certain) {
      stream = stream.in(StreamRun.State.PARTIAL, stream.image());
      reason = "one of several jobs ended, and nobody said which: all count as partial";
    }
    Run changed = run.with(stream);
    return run.state() == Run.State.GIVEN_UP
        ? changed
        : changed.in(changed.ofStreams(), reason, now);
  }
}
