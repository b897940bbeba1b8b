package org.tidemark.netbackup.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.images.Image;
import org.tidemark.netbackup.images.Images;
import org.tidemark.netbackup.lists.ListPair;
import org.tidemark.netbackup.lists.OutOfSight;
import org.tidemark.netbackup.site.Installation;

/**
 * Commits the windows of runs whose images are in NetBackup's catalogue, and of no others. Used by
 * one thread.
 */
public final class Confirmation {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Images are asked for since so long before a run: clocks differ. */
  private static final Duration EARLIER = Duration.ofDays(1);

  private final Surroundings surroundings;

  public Confirmation(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Looks for the images that runs wait for.
   *
   * @return what is said of each run that changed, or waits
   */
  public List<String> byImages(Installation installation, Images images) throws TidemarkException {
    Workplace place = new Workplace(surroundings.state(), installation);
    List<String> said = new ArrayList<>();
    if (!told(LedgerFile.read(place.folder())).isEmpty()) {
      // The catalogue need not be there for these.
      said.addAll(settleTold(installation));
    }
    List<Run> waiting =
        waiting(LedgerFile.read(place.folder())).stream()
            .filter(run -> run.ofStreams() != Run.State.CONFIRMED)
            .toList();
    if (!waiting.isEmpty()) {
      said.addAll(seen(installation, images, waiting));
    }
    return said;
  }

  private List<String> seen(Installation installation, Images images, List<Run> waiting)
      throws TidemarkException {
    // The catalogue may take minutes to answer: hooks must not wait for it.
    Set<Image> found = new HashSet<>();
    for (Run run : waiting) {
      String policy = run.base() ? installation.basePolicy() : installation.policy();
      long since = (run.startedMillis() - EARLIER.toMillis()) / 1000;
      found.addAll(images.images(run.client(), policy, since));
    }
    return atWork(
        installation,
        workshop -> {
          List<String> said = new ArrayList<>();
          for (Run run : waiting(workshop.ledger())) {
            Run seen =
                new SeenImages(installation, workshop.ledger(), found).in(run, workshop.now());
            said.add(settle(workshop, seen));
          }
          return said;
        });
  }

  private static List<Run> waiting(Ledger ledger) {
    return ledger.runs().stream()
        .filter(run -> run.state() == Run.State.SENT || run.state() == Run.State.STARTED)
        .filter(run -> !run.streams().isEmpty())
        .toList();
  }

  /**
   * Takes the word of {@code backup_exit_notify} on the primary. It is said once, so it is noted
   * before the daemon is needed; where that does not answer, {@link #byImages} commits later.
   *
   * @throws TidemarkException with FAILED if no run waits for it, or if it may belong to several
   */
  public List<String> byPrimary(Installation installation, boolean base, PrimaryWord word)
      throws TidemarkException {
    if (word.stream() < 0) {
      return List.of("the parent of streams is no backup");
    }
    Run noted = noted(installation, base, word);
    if (noted.ofStreams() != Run.State.CONFIRMED) {
      return List.of(said(noted));
    }
    try {
      return settleTold(installation);
    } catch (TidemarkException e) {
      return List.of(said(noted) + "; it is committed later: " + e.forOperator());
    }
  }

  private Run noted(Installation installation, boolean base, PrimaryWord word)
      throws TidemarkException {
    Workplace place = new Workplace(surroundings.state(), installation);
    try (LedgerFile file = LedgerFile.open(place.folder(), Deadline.in(PATIENCE))) {
      long now = surroundings.clock().millis();
      List<Run> candidates = word.candidates(file.ledger(), base);
      Ledger changed = file.ledger();
      for (Run each : candidates) {
        changed = changed.with(word.noted(each, candidates.size() == 1, now));
      }
      file.save(changed);
      if (candidates.size() != 1) {
        throw word.refused(candidates);
      }
      Run noted = changed.run(candidates.get(0).number()).orElseThrow();
      surroundings.log().say(place.name(), said(noted));
      return noted;
    }
  }

  private static String said(Run run) {
    return "run " + run.number() + " is " + run.state() + " " + run.reason();
  }

  /** Commits what the primary has confirmed, and what waited for a user backup. */
  private List<String> settleTold(Installation installation) throws TidemarkException {
    return atWork(
        installation,
        workshop -> {
          List<String> said = new ArrayList<>();
          for (Run run : told(workshop.ledger())) {
            said.add(settle(workshop, run));
          }
          return said;
        });
  }

  private static List<Run> told(Ledger ledger) {
    return waiting(ledger).stream().filter(run -> run.ofStreams() == Run.State.CONFIRMED).toList();
  }

  /** Something done with an installation's generations. */
  private interface Work {
    List<String> run(Workshop workshop) throws TidemarkException;
  }

  private List<String> atWork(Installation installation, Work work) throws TidemarkException {
    Workplace place = new Workplace(surroundings.state(), installation);
    var client = surroundings.daemon().connect();
    try (LedgerFile file = LedgerFile.open(place.folder(), Deadline.in(PATIENCE))) {
      Workshop workshop = new Workshop(file, place, client, surroundings);
      workshop.recover();
      List<String> said = work.run(workshop);
      workshop.retire();
      return said;
    }
  }

  private static String settle(Workshop workshop, Run seen) throws TidemarkException {
    Run settled = seen;
    if (seen.ofStreams() == Run.State.CONFIRMED) {
      settled = commit(workshop, seen);
    }
    Optional<Run> before = workshop.ledger().run(seen.number());
    workshop.save(workshop.ledger().with(settled));
    String said = said(settled);
    Run.State now = settled.state();
    String why = settled.reason();
    if (before.map(run -> run.state() != now || !run.reason().equals(why)).orElse(true)) {
      workshop.say(said);
    }
    return said;
  }

  private static Run commit(Workshop workshop, Run run) throws TidemarkException {
    long now = workshop.now();
    Optional<Generation> generation = workshop.ledger().generation(run.commit());
    if (generation.isEmpty()) {
      String why = run.reason().isEmpty() ? "no list is known to have been read" : run.reason();
      return run.in(Run.State.CONFIRMED, "its image is there; nothing is committed: " + why, now);
    }
    long pending = pendingInAny(workshop.ledger(), run);
    if (pending > 0) {
      return run.in(Run.State.PARTIAL, pending + " names of its list could not be saved", now);
    }
    Optional<String> hidden = hidden(workshop, run, generation.get());
    if (hidden.isPresent()) {
      return run.in(Run.State.PARTIAL, hidden.get(), now);
    }
    if (workshop.place().userNames().isWaiting(generation.get().number())) {
      return run.in(
          Run.State.SENT, "its names for 'tidemark netbackup backup' are not saved yet", now);
    }
    return committed(workshop, run, generation.get());
  }

  private static Optional<String> hidden(Workshop workshop, Run run, Generation generation)
      throws TidemarkException {
    SocketJournalClient client = workshop.client();
    Optional<WindowInfo> window = client.show(generation.window());
    if (window.isEmpty()) {
      return Optional.empty();
    }
    boolean later = generation.userNames() > 0;
    long ended = run.streams().stream().mapToLong(StreamRun::endedMillis).max().orElse(0);
    return new OutOfSight(client.interruptions())
        .why(window.get(), read(workshop, generation), later ? Long.MAX_VALUE : ended);
  }

  /**
   * All that a job with that generation was to save: what is covered if there is no list, as for a
   * true full, or if there are names for a user backup, which are forgotten when it is done.
   */
  private static List<PathBytes> read(Workshop workshop, Generation generation)
      throws TidemarkException {
    Path list = workshop.place().list(generation.number());
    if (generation.userNames() > 0 || !Files.exists(list)) {
      List<PathBytes> paths = workshop.place().installation().paths();
      return paths.isEmpty()
          ? workshop.client().roots().stream().map(RootInfo::path).toList()
          : paths;
    }
    try {
      return ListPair.read(list);
    } catch (IOException e) {
      throw LedgerFile.unusable("read", list, e);
    }
  }

  /** Any list that the run holds may be the one that was read. */
  private static long pendingInAny(Ledger ledger, Run run) {
    return LongStream.concat(
            LongStream.of(run.commit()), run.holds().stream().mapToLong(Long::longValue))
        .mapToObj(ledger::generation)
        .flatMap(Optional::stream)
        .mapToLong(Generation::pending)
        .max()
        .orElse(0);
  }

  private static Run committed(Workshop workshop, Run run, Generation generation)
      throws TidemarkException {
    try {
      workshop.client().commit(generation.window());
    } catch (TidemarkException e) {
      if (e.exitCode() != ExitCode.REFUSED) {
        throw e;
      }
      return run.in(Run.State.GIVEN_UP, e.forOperator(), workshop.now());
    }
    if (run.base()) {
      dropNamesBefore(workshop, generation.number());
    }
    Ledger changed = workshop.ledger().with(generation.in(Generation.State.COMMITTED));
    workshop.save(run.base() ? changed.withFullWindow(generation.window()) : changed);
    return run.in(Run.State.CONFIRMED, "", workshop.now());
  }

  /**
   * What lists before a full left for a user backup is in the full. Saved once more, it would be
   * put back by restores into directories of which no later manifest speaks.
   */
  private static void dropNamesBefore(Workshop workshop, long full) throws TidemarkException {
    for (long waiting : workshop.place().userNames().generations()) {
      if (waiting < full) {
        // Whoever is killed behind the drop must not leave a run that waits for nothing.
        workshop.save(Runs.withoutNames(workshop.ledger(), waiting, workshop.now()));
        workshop.place().userNames().drop(waiting);
      }
    }
  }
}
