package org.tidemark.journal.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceSet;
import org.tidemark.journal.source.Superblock;
import org.tidemark.journal.store.FilesystemRow;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.store.Witness;

/**
 * Compares a filesystem that was out of sight with what is remembered of it. One that went back in
 * time, or was changed where nobody looked, is a gap that no walk may sort by change times; the
 * sequence numbers stay good, so other filesystems are not touched by it. Thread-safe.
 */
final class LookBack {
  private static final Logger LOG = LoggerFactory.getLogger(LookBack.class);
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final Kernel kernel;
  private final Ingest ingest;
  private final Following following;
  private final long settleMillis = WriteBack.longest().toMillis();
  private final FileStat stat = new FileStat();

  /** When names of a filesystem were last recorded, by its identity. */
  @GuardedBy("this")
  private final Map<String, Long> recordedMillis = new HashMap<>();

  /** How often a filesystem had been mounted when it was last looked at, by its identity. */
  @GuardedBy("this")
  private final Map<String, Long> mounts = new HashMap<>();

  LookBack(Kernel kernel, Ingest ingest, Following following) {
    this.kernel = kernel;
    this.ingest = ingest;
    this.following = following;
  }

  /**
   * One filesystem to be looked at.
   *
   * @param mounts how often it may have been mounted since it was seen
   * @param mayHaveStayed whether it may have been mounted all the time
   * @param lastMillis when it was last there, if nothing better is known
   */
  private record Suspect(
      String identity,
      List<PathBytes> places,
      int mounts,
      boolean mayHaveStayed,
      long lastMillis) {}

  /**
   * Looks at all filesystems, once they are followed and before their start gaps end.
   *
   * @param lastMillis wall clock of the journal's last change
   * @param sameBoot whether that was in this boot
   */
  synchronized void atStart(long lastMillis, boolean sameBoot) throws TidemarkException {
    Map<PathBytes, Integer> unused = following.takeMountsChanged();
    Map<PathBytes, String> followed = following.followed();
    for (String identity : new TreeSet<>(followed.values())) {
      look(new Suspect(identity, placesOf(identity, followed), 1, sameBoot, lastMillis));
    }
    rememberMounts(followed);
  }

  private void rememberMounts(Map<PathBytes, String> followed) throws TidemarkException {
    write(store -> new NestedMounts(kernel).remember(store, ingest.roots(), followed));
  }

  /** Looks at those that came back since the last call; costs nothing if none did. */
  synchronized void check() throws TidemarkException {
    // In this order: what is followed by now has been counted, and one mount too few looks like one
    // that happened out of sight.
    Map<PathBytes, String> followed = following.followed();
    Map<PathBytes, Integer> changed = following.takeMountsChanged();
    Set<String> identities = new TreeSet<>();
    changed.forEach(
        (place, times) -> {
          if (followed.containsKey(place)) {
            identities.add(followed.get(place));
          } else if (times > 0) {
            following.putBack(Map.of(place, times));
          }
        });
    boolean done = false;
    try {
      for (String identity : identities) {
        List<PathBytes> places = placesOf(identity, followed);
        int times = places.stream().mapToInt(at -> changed.getOrDefault(at, 0)).sum();
        look(new Suspect(identity, places, times, false, System.currentTimeMillis()));
      }
      done = true;
    } finally {
      if (!done) {
        changed.keySet().retainAll(followed.keySet());
        following.putBack(changed);
      }
    }
  }

  private static List<PathBytes> placesOf(String identity, Map<PathBytes, String> followed) {
    return followed.entrySet().stream()
        .filter(place -> place.getValue().equals(identity))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  @GuardedBy("this")
  private void look(Suspect suspect) throws TidemarkException {
    Optional<FilesystemRow> before =
        ingest.run(store -> store.witnesses().filesystem(suspect.identity()), DEADLINE);
    Optional<Superblock> now = superblock(suspect.places().get(0));
    Optional<Superblock> earlier =
        before.map(FilesystemRow::superblock).flatMap(Superblock::ofText);
    Optional<Reason> counted =
        earlier.flatMap(known -> now.flatMap(seen -> seen.contradicts(known, suspect.mounts())));
    Optional<PathBytes> witness = before.isPresent() ? olderThan(before.get()) : Optional.empty();
    Optional<Reason> reason =
        witness.isPresent() ? Optional.of(Reason.FILESYSTEM_ROLLED_BACK) : counted;
    reason.ifPresent(why -> say(suspect, why, witness));

    boolean stayed =
        suspect.mayHaveStayed()
            && before.map(FilesystemRow::sameBoot).orElse(true)
            && earlier.map(Superblock::mounts).equals(now.map(Superblock::mounts));
    long until = before.map(FilesystemRow::aliveMillis).orElse(suspect.lastMillis());
    write(
        store -> {
          tell(store, suspect, reason);
          if (!stayed) {
            repeat(store, until);
          }
          note(store, suspect.identity(), now);
        });
    if (now.isPresent()) {
      mounts.put(suspect.identity(), now.get().mounts());
    }
  }

  private static void say(Suspect suspect, Reason reason, Optional<PathBytes> witness) {
    LOG.warn(
        "{} is a gap: {}{}",
        suspect.places(),
        reason.text(),
        witness.map(path -> ", " + path + " is older than it was").orElse(""));
  }

  /** The gaps are on the disk before what proves them is forgotten. */
  private static void tell(JournalStore store, Suspect suspect, Optional<Reason> reason)
      throws StoreException {
    if (reason.isEmpty()) {
      return;
    }
    for (PathBytes place : suspect.places()) {
      store.openGap(place, reason.get());
      store.closeGap(place, reason.get());
    }
    store.witnesses().forget(suspect.identity());
  }

  /** What was written last may be lost, and is then what it was before, with its old times. */
  private void repeat(JournalStore store, long until) throws StoreException {
    long rows = store.repeatSince(until - settleMillis);
    if (rows > 0) {
      LOG.info("{} changes count again, since the last writes may be undone", rows);
    }
  }

  /** A name that is older on the disk than it was when it was recorded. */
  @GuardedBy("this")
  private Optional<PathBytes> olderThan(FilesystemRow before) throws TidemarkException {
    List<Witness> witnesses =
        ingest.run(store -> store.witnesses().of(before.identity()), DEADLINE);
    for (Witness witness : witnesses) {
      if (isSettled(witness, before) && isOlderNow(witness)) {
        return Optional.of(witness.path());
      }
    }
    return Optional.empty();
  }

  /** After another boot only what had time to reach the disk can be expected there. */
  private boolean isSettled(Witness witness, FilesystemRow before) {
    long changedMillis = witness.changeNanos() / 1_000_000;
    return before.sameBoot() || changedMillis + settleMillis <= before.aliveMillis();
  }

  /** A name that is gone or leads to another object proves nothing: that happens every day. */
  @GuardedBy("this")
  private boolean isOlderNow(Witness witness) {
    int result =
        kernel.statx(Kernel.AT_FDCWD, witness.path().bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    return result == 0
        && stat.inode() == witness.inode()
        && stat.changeTime() < witness.changeNanos();
  }

  private Optional<Superblock> superblock(PathBytes place) {
    try {
      return SourceSet.superblock(kernel, place);
    } catch (IOException e) {
      LOG.debug("mountinfo cannot be read", e);
      return Optional.empty();
    }
  }

  private static void note(JournalStore store, String identity, Optional<Superblock> now)
      throws StoreException {
    String text = now.map(Superblock::text).orElse("");
    store.witnesses().noteFilesystem(identity, System.currentTimeMillis(), text);
  }

  /** Names of these filesystems were recorded: they have to be seen in use some time later. */
  synchronized void recorded(Set<String> identities) {
    long nowMillis = System.currentTimeMillis();
    for (String identity : identities) {
      recordedMillis.put(identity, nowMillis);
    }
  }

  /**
   * Remembers that filesystems are in use, as long as something goes on in them. To be called each
   * minute, and at the end.
   */
  synchronized void note() throws TidemarkException {
    check();
    long nowMillis = System.currentTimeMillis();
    recordedMillis.values().removeIf(millis -> nowMillis - millis > 2 * settleMillis);
    Map<PathBytes, String> followed = following.followed();
    for (String identity : new TreeSet<>(followed.values())) {
      List<PathBytes> places = placesOf(identity, followed);
      Optional<Superblock> now = superblock(places.get(0));
      if (!now.map(Superblock::mounts).equals(Optional.ofNullable(mounts.get(identity)))) {
        look(new Suspect(identity, places, 1, false, nowMillis));
      } else if (recordedMillis.containsKey(identity)) {
        write(store -> note(store, identity, now));
      }
    }
    rememberMounts(followed);
  }

  /** Work on the store's thread. */
  private interface Writing {
    void run(JournalStore store) throws TidemarkException;
  }

  private void write(Writing writing) throws TidemarkException {
    ingest.run(
        store -> {
          writing.run(store);
          return null;
        },
        DEADLINE);
  }
}
