package org.tidemark.netbackup.runs;

import java.time.Duration;
import java.util.Optional;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.lists.BuiltList;
import org.tidemark.netbackup.site.Installation;

/**
 * Keeps a list in place between jobs, so that it is right whenever bpbkar reads it. Used by one
 * thread.
 */
public final class Refresh {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LIST_PATIENCE = Duration.ofMinutes(30);

  private final Surroundings surroundings;

  public Refresh(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Makes a newer list, unless a job still needs the one in place, or nothing can be vouched for:
   * then the old one stays.
   */
  public Outcome run(Installation installation) throws TidemarkException {
    SocketJournalClient client = surroundings.daemon().connect();
    Workplace place = new Workplace(surroundings.state(), installation);
    try (LedgerFile file = LedgerFile.open(place.folder(), Deadline.in(PATIENCE))) {
      Workshop workshop = new Workshop(file, place, client, surroundings);
      workshop.recover();
      Outcome outcome = refreshed(workshop);
      workshop.retire();
      if (!outcome.proceeds()) {
        workshop.say("refresh: " + outcome.why());
      }
      return outcome;
    } catch (TidemarkException e) {
      surroundings.log().say(place.name(), "refresh: " + e.forOperator());
      throw e;
    }
  }

  private Outcome refreshed(Workshop workshop) throws TidemarkException {
    workshop.save(Runs.withoutOldOnes(workshop.ledger(), workshop.now()));
    if (Runs.freezesList(workshop.ledger(), workshop.now())) {
      return Outcome.go("a run still needs the list in place");
    }
    Generation opening = workshop.begin();
    MadeList made;
    try {
      made = workshop.make(opening, Deadline.in(LIST_PATIENCE));
    } catch (TidemarkException e) {
      workshop.drop(opening);
      throw e;
    }
    Optional<BuiltList.Refusal> refusal = made.list().refusal();
    if (refusal.isPresent()) {
      workshop.drop(opening);
      return withoutList(workshop, refusal.get().why());
    }
    Generation placed = workshop.put(opening, made);
    return Outcome.go(
        "generation " + placed.number() + " with " + placed.entries() + " entries is in place");
  }

  /** Where nothing is in place, a job that reads early would walk the policy's selections. */
  private static Outcome withoutList(Workshop workshop, String why) throws TidemarkException {
    if (workshop.inPlace().isEmpty()) {
      workshop.putEmpty();
      return Outcome.refuse("a list without changes is in place: " + why);
    }
    return Outcome.refuse("the list in place stays: " + why);
  }

  /** What a command that refreshed several says. */
  public static ExitCode exit(boolean all) {
    return all ? ExitCode.DONE : ExitCode.PARTIAL;
  }
}
