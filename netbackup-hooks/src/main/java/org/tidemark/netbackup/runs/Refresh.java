package org.tidemark.netbackup.runs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.lists.BuiltList;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.ReadOrder;

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
   * then the old one stays. A job that begins meanwhile does not wait, and makes a list of its own.
   */
  public Outcome run(Installation installation) throws TidemarkException {
    Workplace place = new Workplace(surroundings.state(), installation);
    try {
      Outcome outcome = refreshed(place);
      if (!outcome.proceeds()) {
        surroundings.log().say(place.name(), "refresh: " + outcome.why());
      }
      return outcome;
    } catch (TidemarkException e) {
      surroundings.log().say(place.name(), "refresh: " + e.forOperator());
      throw e;
    }
  }

  /** What is to be made, decided under the lock. */
  private record Plan(Generation generation, List<PathBytes> manifests, ListMaker maker) {}

  private Outcome refreshed(Workplace place) throws TidemarkException {
    SocketJournalClient client = surroundings.daemon().connect();
    Optional<Plan> plan;
    try (LedgerFile file = open(place)) {
      plan = plan(new Workshop(file, place, client, surroundings));
    }
    if (plan.isEmpty()) {
      return Outcome.go("a run still needs the list in place");
    }
    Generation opening = plan.get().generation();
    MadeList made = null;
    TidemarkException failure = null;
    try {
      made =
          plan.get().maker().makeNow(opening, plan.get().manifests(), Deadline.in(LIST_PATIENCE));
    } catch (TidemarkException e) {
      failure = e;
    }
    try (LedgerFile file = open(place)) {
      Workshop workshop = new Workshop(file, place, client, surroundings);
      return placed(workshop, opening, made, failure);
    }
  }

  private static LedgerFile open(Workplace place) throws TidemarkException {
    return LedgerFile.open(place.folder(), Deadline.in(PATIENCE));
  }

  private static Optional<Plan> plan(Workshop workshop) throws TidemarkException {
    workshop.recover();
    workshop.sweep();
    workshop.save(Runs.withoutOldOnes(workshop.ledger(), workshop.now()));
    ReadOrder reads = workshop.place().installation().reads();
    if (Runs.freezesList(workshop.ledger(), reads, workshop.now())) {
      workshop.retire();
      return Optional.empty();
    }
    return Optional.of(new Plan(workshop.begin(), workshop.manifests(), workshop.maker()));
  }

  private static Outcome placed(
      Workshop workshop, Generation opening, MadeList made, TidemarkException failure)
      throws TidemarkException {
    boolean ours =
        workshop
            .ledger()
            .generation(opening.number())
            .map(each -> each.state() == Generation.State.OPENING)
            .orElse(false);
    if (!ours) {
      return Outcome.go("a job began meanwhile and made a list of its own");
    }
    if (failure != null) {
      workshop.recover();
      throw failure;
    }
    Optional<BuiltList.Refusal> refusal = made.list().refusal();
    if (refusal.isPresent()) {
      workshop.drop(opening);
      return withoutList(workshop, refusal.get().why());
    }
    Generation placed = workshop.put(opening, made);
    workshop.retire();
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
}
