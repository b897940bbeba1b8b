package org.tidemark.netbackup.runs;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;

/**
 * What {@code bpstart_notify} does. For a policy with a list: seals a list, or fails the job with
 * the reason. For the policy of the true fulls: opens a window for each installation that is based
 * on it, and never fails the job, since a full needs no list. Used by one thread.
 */
public final class StartHook {
  private final Surroundings surroundings;

  public StartHook(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Decides, and writes down why. */
  public Outcome run(StartCall call) throws TidemarkException {
    Outcome outcome = decide(call);
    String job = call.type() + job(call.job());
    surroundings
        .log()
        .say(
            call.policy() + "/" + call.schedule(),
            "start " + job + (outcome.proceeds() ? " goes on: " : " FAILS: ") + outcome.why());
    return outcome;
  }

  private static String job(JobFacts job) {
    String stream = job.stream() > 0 ? " stream " + job.stream() + " of " + job.streams() : "";
    String backup = job.backupId().isEmpty() ? "" : " image " + job.backupId();
    return stream + (job.restarted() ? " restarted" : "") + backup;
  }

  private Outcome decide(StartCall call) throws TidemarkException {
    if (call.type().equals("UBAK") || call.type().equals("UARC")) {
      return Outcome.go("a user's backup or archive has no list");
    }
    Installations installations = Installations.in(surroundings.state());
    Optional<Installation> installed = installations.find(call.policy(), call.schedule());
    if (installed.isPresent()) {
      return list(installed.get(), call);
    }
    List<Installation> based = installations.basedOn(call.policy(), call.schedule());
    return based.isEmpty()
        ? Outcome.go("nothing is installed for this schedule")
        : new BaseStart(surroundings).run(based, call);
  }

  private Outcome list(Installation installation, StartCall call) {
    Optional<String> misuse = misuse(installation, call);
    if (misuse.isPresent()) {
      return Outcome.refuse(misuse.get());
    }
    try {
      return new ListStart(surroundings, installation).run(call);
    } catch (TidemarkException e) {
      return Outcome.refuse(e.forOperator());
    }
  }

  private static Optional<String> misuse(Installation installation, StartCall call) {
    if (!call.type().equals("FULL")) {
      return Optional.of(
          "the schedule has the type "
              + call.type()
              + ": it would skip listed files with old times without a word; make it a full backup"
              + " schedule (what it saves is decided by the list: "
              + installation.level()
              + ")");
    }
    if (call.job().streams() == 0) {
      return Optional.of(
          "the job is stream "
              + call.job().stream()
              + " of nobody says how many (STREAM_COUNT): do not allow multiple data streams");
    }
    if (call.job().streams() > 1 && !installation.severalStreams()) {
      return Optional.of(
          "the job has "
              + call.job().streams()
              + " streams: do not allow multiple data streams in the policy, or install with them");
    }
    if (installation.severalStreams() && call.job().isUntold()) {
      return Optional.of(
          "the installation allows multiple data streams, and nobody tells which of them this is"
              + " (STREAM_NUMBER, STREAM_COUNT): the image of one would pass for all; switch them"
              + " off, and install without --several-streams");
    }
    return Optional.empty();
  }
}
