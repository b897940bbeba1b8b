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
    for (Installation each : all) {
      said = note(each, call, base);
    }
    surroundings
        .log()
        .say(
            call.policy() + "/" + call.schedule(),
            "end " + call.type() + " with status " + call.status() + ": " + said);
  }

  private String note(Installation installation, EndCall call, boolean base)
      throws TidemarkException {
    Workplace place = new Workplace(surroundings.state(), installation);
    try (LedgerFile file = LedgerFile.open(place.folder(), Deadline.in(PATIENCE))) {
      Optional<Run> found = Runs.ending(file.ledger(), call.client(), call.job(), base);
      if (found.isEmpty()) {
        return "no run was started that could have ended";
      }
      Run ended = ended(found.get(), call);
      file.save(file.ledger().with(ended));
      return "run " + ended.number() + " is " + ended.state() + " " + ended.reason();
    }
  }

  private Run ended(Run run, EndCall call) {
    long now = surroundings.clock().millis();
    StreamRun stream = run.stream(call.job().stream()).orElseThrow();
    Run changed = run.with(stream.ended(call.status(), now));
    String reason = call.status() == 0 ? "" : "bpbkar ended with status " + call.status();
    return changed.in(changed.ofStreams(), reason, now);
  }
}
