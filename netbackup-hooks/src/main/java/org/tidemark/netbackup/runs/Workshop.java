package org.tidemark.netbackup.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.lists.BuiltList;
import org.tidemark.netbackup.lists.ListPair;
import org.tidemark.netbackup.site.ReadOrder;

/**
 * The generations of one installation, under its lock. Every step is durable before the next one,
 * so that whoever is killed leaves something that {@link #recover} can tell. Used by one thread.
 */
final class Workshop {
  /** A bpbkar that read its list early calls its hook within this time. */
  static final Duration GRACE = Duration.ofMinutes(10);

  private static final String KEY = "generation-";
  private static final int KEPT_LISTS = 40;

  /** Whose lists stay, for whoever asks what they were to save. */
  private static final int KEPT_JOBS = 10;

  private static final Duration ABORTS = Duration.ofSeconds(30);

  private final LedgerFile file;
  private final Workplace place;
  private final SocketJournalClient client;
  private final Surroundings surroundings;

  Workshop(
      LedgerFile file, Workplace place, SocketJournalClient client, Surroundings surroundings) {
    this.file = file;
    this.place = place;
    this.client = client;
    this.surroundings = surroundings;
  }

  Ledger ledger() {
    return file.ledger();
  }

  void save(Ledger changed) throws TidemarkException {
    file.save(changed);
  }

  Workplace place() {
    return place;
  }

  SocketJournalClient client() {
    return client;
  }

  long now() {
    return clock().millis();
  }

  private Clock clock() {
    return surroundings.clock();
  }

  void say(String what) {
    surroundings.log().say(place.name(), what);
  }

  /** Puts right what hooks left that were killed: nobody else is at work now. */
  void recover() throws TidemarkException {
    Ledger ledger = Runs.afterKilledHooks(ledger(), now());
    String digest = inPlace();
    for (Generation each : ledger.generations()) {
      if (each.state() == Generation.State.MADE && each.digest().equals(digest)) {
        ledger = withPlaced(ledger, each);
        say("generation " + each.number() + " was put in place by a hook that was killed");
      } else if (each.state() == Generation.State.MADE
          || each.state() == Generation.State.OPENING) {
        abortByKey(each);
        ledger = ledger.with(each.in(Generation.State.ABORTED));
        say("generation " + each.number() + " was left unfinished and is dropped");
      }
    }
    if (!ledger.equals(ledger())) {
      save(ledger);
    }
  }

  private void abortByKey(Generation left) throws TidemarkException {
    Object unused = ListMaker.within(Deadline.in(ABORTS), () -> abortWindows(left));
  }

  private int abortWindows(Generation left) throws TidemarkException {
    int aborted = 0;
    String consumer = place.installation().consumer().text();
    for (WindowInfo window : client.windows()) {
      boolean ours = window.consumer().equals(consumer) && window.key().startsWith(left.key());
      if (ours && (window.state().equals("open") || window.state().equals("listed"))) {
        client.abort(window.id());
        aborted++;
      }
    }
    return aborted;
  }

  /**
   * Gives up windows that nobody knows: the daemon may have opened one for a hook after that hook
   * was killed and its generation dropped. With a key they would not expire.
   */
  void sweep() throws TidemarkException {
    String consumer = place.installation().consumer().text();
    for (WindowInfo window : client.windows()) {
      boolean ours = window.consumer().equals(consumer) && window.key().startsWith(KEY);
      boolean live = window.state().equals("open") || window.state().equals("listed");
      if (ours && live && ledger().generations().stream().noneMatch(each -> each.owns(window))) {
        client.abort(window.id());
        say("window " + window.id() + " was opened for a hook that was killed, and is given up");
      }
    }
  }

  /** {@link ListPair#NONE} if there is no pair of ours. */
  String inPlace() throws TidemarkException {
    try {
      return place.pair().inPlace();
    } catch (IOException e) {
      throw LedgerFile.unusable("read", place.pair().include(), e);
    }
  }

  /**
   * The generations that a bpbkar may have read which started then, the oldest first; empty if
   * there was none, if the list in place is not ours, or if that time is 0, for unknown.
   */
  List<Generation> candidates(long startedMillis) throws TidemarkException {
    Optional<Generation> current = ledger().ofDigest(inPlace());
    if (current.isEmpty() || startedMillis == 0) {
      return List.of();
    }
    List<Generation> out = new ArrayList<>();
    for (Generation each : ledger().generations()) {
      boolean wasPlaced = each.placedMillis() > 0;
      if (wasPlaced && (each.replacedMillis() == 0 || each.replacedMillis() >= startedMillis)) {
        out.add(each);
      }
    }
    boolean nothingBefore = out.isEmpty() || out.get(0).placedMillis() > startedMillis;
    return nothingBefore ? List.of() : out;
  }

  /**
   * Whether a list from before a full may have been read, see {@link Ledger#isBeforeFull}.
   *
   * @param early those that may have been read, the oldest first; if there are none, whatever is in
   *     place may have been
   */
  boolean mayBeBeforeFull(List<Generation> early) throws TidemarkException {
    Optional<Generation> oldest =
        early.isEmpty() ? ledger().ofDigest(inPlace()) : Optional.of(early.get(0));
    return oldest.filter(ledger()::isBeforeFull).isPresent();
  }

  /** A generation that is to be made, noted before anything is done for it. */
  Generation begin() throws TidemarkException {
    long number = ledger().lastGeneration() + 1;
    Generation opening = Generation.opening(number, KEY + number + "-" + Long.toHexString(now()));
    save(ledger().with(opening));
    return opening;
  }

  /** Manifests that a list of this moment carries besides its own. */
  List<PathBytes> manifests() {
    List<PathBytes> out = new ArrayList<>();
    if (ledger().fullWindow() > 0) {
      out.add(place.manifest(ledger().fullWindow()));
    }
    if (place.installation().reads() == ReadOrder.UNKNOWN) {
      // Either of two lists may be read, and the older one is committed. One that is older than the
      // full says nothing that its image does not hold, and would look like a backup before it.
      for (Generation each : ledger().generations()) {
        boolean older = each.window() < ledger().fullWindow();
        boolean placed = each.state() == Generation.State.PLACED && each.isLive();
        if (placed && !older && !isOver(each)) {
          out.add(place.manifest(each.window()));
        }
      }
    }
    out.removeIf(manifest -> !Files.exists(Path.of(utf8(manifest))));
    return out;
  }

  private static String utf8(PathBytes path) {
    return new String(path.bytes(), StandardCharsets.UTF_8);
  }

  /** Makes a generation's list; it is not in place yet. */
  MadeList make(Generation generation, Deadline deadline) throws TidemarkException {
    return maker().make(generation, manifests(), deadline);
  }

  ListMaker maker() {
    return new ListMaker(client, place, surroundings.kernel(), Adoption.since(ledger().adopted()));
  }

  /** Puts a list in place of the one before. */
  Generation put(Generation opening, MadeList made) throws TidemarkException {
    Path list = place.list(opening.number());
    try {
      Files.createDirectories(place.lists());
      ListPair.write(made.list().entries(), list);
      place.userNames().keep(opening.number(), forUser(made));
      Files.write(place.notes(opening.number()), made.list().notes());
      Generation ready = opening.made(made.window(), ListPair.digest(list), made);
      save(ledger().with(ready));
      place.pair().place(list);
      save(withPlaced(ledger(), ready));
      return ledger().generation(ready.number()).orElseThrow();
    } catch (IOException e) {
      throw LedgerFile.unusable("put a list in place of", place.pair().include(), e);
    }
  }

  /**
   * The user backup may run although no job reads this list: then nothing else would bring the
   * manifest that describes the directories of these names.
   */
  private List<PathBytes> forUser(MadeList made) {
    List<PathBytes> names = new ArrayList<>(made.list().userNames());
    if (!names.isEmpty()) {
      names.add(place.manifest(made.window()));
    }
    return names;
  }

  /** A list that holds nothing but itself; no window belongs to it. */
  void putEmpty() throws TidemarkException {
    Generation opening = begin();
    BuiltList nothing =
        new BuiltList(
            List.of(Workplace.bytes(place.list(opening.number()))),
            List.of(),
            List.of(),
            List.of(),
            List.of("without changes: there was no base, or no vouching for what changed"),
            Optional.empty());
    Generation unused = put(opening, new MadeList(0, nothing));
  }

  private Ledger withPlaced(Ledger before, Generation ready) {
    long now = now();
    Ledger changed = Runs.beforeAnotherList(before, ready.number(), now);
    for (Generation each : before.generations()) {
      if (each.placedMillis() > 0 && each.replacedMillis() == 0) {
        changed = changed.with(each.replaced(now));
      }
    }
    return changed.with(ready.placed(now));
  }

  /** Puts the list of a generation in place again that a run still needs. */
  void putAgain(Generation generation) throws TidemarkException {
    if (!generation.digest().equals(inPlace())) {
      try {
        place.pair().place(place.list(generation.number()));
        save(withPlaced(ledger(), generation));
        say("generation " + generation.number() + " is in place again");
      } catch (IOException e) {
        throw LedgerFile.unusable("put a list in place of", place.pair().include(), e);
      }
    }
  }

  void drop(Generation generation) throws TidemarkException {
    place.userNames().drop(generation.number());
    save(ledger().with(generation.in(Generation.State.ABORTED)));
  }

  /** A list that was made and is not to be used. */
  void dropMade(Generation generation, MadeList made) throws TidemarkException {
    client.abort(made.window());
    drop(generation);
  }

  /** Gives up the windows that nobody needs any more, and old copies of lists. */
  void retire() throws TidemarkException {
    Ledger changed = Runs.withoutOldOnes(ledger(), now());
    for (Generation each : changed.generations()) {
      if (each.isLive() && isOver(each) && !changed.isHeld(each.number())) {
        abort(each);
        place.userNames().drop(each.number());
        changed = changed.with(each.in(Generation.State.ABORTED));
      }
    }
    if (!changed.equals(ledger())) {
      save(changed);
    }
    removeOldLists();
  }

  private boolean isOver(Generation each) {
    boolean replaced =
        each.replacedMillis() > 0 && each.replacedMillis() < now() - GRACE.toMillis();
    return each.state() == Generation.State.FULL || (replaced && !ledger().isHeld(each.number()));
  }

  private void abort(Generation generation) {
    try {
      client.abort(generation.window());
    } catch (TidemarkException e) {
      say("window " + generation.window() + " cannot be given up: " + e.getMessage());
    }
  }

  private void removeOldLists() throws TidemarkException {
    if (!Files.isDirectory(place.lists())) {
      return;
    }
    long oldest = ledger().lastGeneration() - KEPT_LISTS;
    try (Stream<Path> files = Files.list(place.lists())) {
      for (Path each : files.toList()) {
        String number = each.getFileName().toString().replaceFirst("\\..*", "");
        boolean ours = number.matches("[0-9]{1,18}");
        if (ours && Long.parseLong(number) < oldest && !isNeeded(Long.parseLong(number))) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      throw LedgerFile.unusable("tidy", place.lists(), e);
    }
  }

  private boolean isNeeded(long generation) {
    List<Run> jobs = ledger().runs().stream().filter(run -> !run.base()).toList();
    return jobs.subList(Math.max(0, jobs.size() - KEPT_JOBS), jobs.size()).stream()
            .anyMatch(run -> run.holds().contains(generation))
        || ledger().isHeld(generation)
        || ledger().generation(generation).map(Generation::isLive).orElse(false);
  }
}
