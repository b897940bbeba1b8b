package org.tidemark.journal.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.source.InheritedMarks;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceSet;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * The sources, driven on the ingest thread: started, looked at when mounts change and now and then.
 * The set itself belongs to the ingest thread; descriptions are published for others.
 */
final class Following implements SourceSet.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  private final Ingest ingest;
  private final JournalStore store;
  private final List<SourceSet> sets = new ArrayList<>();
  private Sources onChange = () -> {};
  private final AtomicReference<List<EventSource.Description>> descriptions =
      new AtomicReference<>(List.of());
  private final AtomicReference<Map<PathBytes, String>> followed = new AtomicReference<>(Map.of());

  /** How often a filesystem came to a place, until somebody takes it; any thread. */
  private final Map<PathBytes, Integer> mounts = new ConcurrentHashMap<>();

  /** Told on the ingest thread when it was looked at what is followed. */
  interface Sources {
    void lookedAt() throws StoreException;
  }

  /**
   * @param choices which kind of source each root is to have
   * @param inherited what an earlier process had opened
   */
  Following(
      Kernel kernel,
      Ingest ingest,
      JournalStore store,
      Map<Root, SourceChoice> choices,
      InheritedMarks inherited) {
    this.ingest = ingest;
    this.store = store;
    for (SourceChoice choice : SourceChoice.values()) {
      List<Root> chosen =
          ingest.roots().stream().filter(root -> choices.get(root) == choice).toList();
      if (!chosen.isEmpty()) {
        sets.add(
            new SourceSet(kernel, chosen, choice, ingest.sink(), ingest.drain(), this, inherited));
      }
    }
    ingest.onMounts(this::mountsChanged);
    ingest.onMaintain(() -> sets.forEach(SourceSet::maintain));
  }

  /**
   * Begins to follow every root; what cannot be followed at all is an error.
   *
   * @param mounts places below nested roots at which filesystems were mounted before
   * @param knownMillis wall clock up to which everything is in the journal
   */
  void start(Set<PathBytes> mounts, long knownMillis, Duration deadline) throws TidemarkException {
    ingest.run(
        store -> {
          for (SourceSet set : sets) {
            set.start();
            set.expect(mounts);
          }
          publish();
          ingest.release(knownMillis);
          return null;
        },
        deadline);
  }

  /** Ingest thread. */
  void onChange(Sources action) {
    onChange = action;
  }

  /** True if everything below a root is followed by what an earlier process opened. */
  boolean isTakenOver(Root root) {
    return sets.stream().anyMatch(set -> set.isTakenOver(root));
  }

  /** What is followed at each root, if an heir can go on with it. Ingest thread. */
  Map<PathBytes, String> situations() {
    Map<PathBytes, String> all = new HashMap<>();
    for (SourceSet set : sets) {
      for (Root root : set.roots()) {
        set.situation(root).ifPresent(text -> all.put(root.path(), ingest.ringId() + ' ' + text));
      }
    }
    return all;
  }

  /** Looks whether every mark and every root is still there. */
  void check(Duration deadline) throws TidemarkException {
    ingest.run(
        store -> {
          sets.forEach(SourceSet::check);
          publish();
          return null;
        },
        deadline);
  }

  private void mountsChanged() {
    sets.forEach(SourceSet::mountsChanged);
    publish();
  }

  private void publish() {
    descriptions.set(sets.stream().flatMap(set -> set.descriptions().stream()).toList());
    Map<PathBytes, String> now = new HashMap<>();
    sets.forEach(set -> now.putAll(set.followed()));
    followed.set(Map.copyOf(now));
    try {
      onChange.lookedAt();
    } catch (StoreException e) {
      LOG.error("what is followed now could not be noted: {}", e.forOperator());
    }
  }

  /** Identities of the filesystems that are followed, by their places. Any thread. */
  Map<PathBytes, String> followed() {
    return followed.get();
  }

  /**
   * The places at which something was mounted or unmounted since the last call, with how often a
   * filesystem was found mounted there. Any thread.
   */
  Map<PathBytes, Integer> takeMountsChanged() {
    Map<PathBytes, Integer> taken = new HashMap<>();
    mounts.keySet().forEach(place -> taken.put(place, mounts.remove(place)));
    return taken;
  }

  /** They have to be taken again. Any thread. */
  void putBack(Map<PathBytes, Integer> taken) {
    taken.forEach((place, count) -> mounts.merge(place, count, Integer::sum));
  }

  @Override
  public void mountsChanged(Set<PathBytes> places) {
    for (PathBytes place : places) {
      boolean came = sets.stream().anyMatch(set -> set.followed().containsKey(place));
      mounts.merge(place, came ? 1 : 0, Integer::sum);
    }
  }

  /** What is followed, as of the last look. Any thread. */
  List<EventSource.Description> descriptions() {
    return descriptions.get();
  }

  @Override
  public void problem(PathBytes place, String message) {
    LOG.warn("{} cannot be followed and is a gap: {}", place, message);
  }

  @Override
  public void rootMoved(Root old, Root now) {
    LOG.warn("{} now leads to {} instead of {}", old.configured(), now.path(), old.path());
    List<Root> roots = new ArrayList<>(ingest.roots());
    roots.replaceAll(root -> root.equals(old) ? now : root);
    ingest.setRoots(roots);
    // Told before, when ingest did not know this root yet: told again, or the gap has no place.
    ingest.sink().gapOpened(now.path(), Reason.ROOT_REPLACED);
    forgetWhatWasWatched();
  }

  /** After a restart the path may lead back to where nobody looked in the meantime. */
  private void forgetWhatWasWatched() {
    try {
      StartGaps.forget(store);
    } catch (StoreException e) {
      LOG.error("what is watched now could not be noted: {}", e.forOperator());
    }
  }
}
