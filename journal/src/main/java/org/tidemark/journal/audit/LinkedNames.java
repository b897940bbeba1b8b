package org.tidemark.journal.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changed objects with several names: one covered name is enough for all of them. Bounded.
 * Thread-safe.
 */
final class LinkedNames {
  private static final int MOST_OBJECTS = 200_000;

  private final AuditTally tally;

  /** No suspect, where a name was covered. */
  @GuardedBy("this")
  private final Map<Key, @Nullable Suspect> objects = new HashMap<>();

  private record Key(long device, long inode) {}

  LinkedNames(AuditTally tally) {
    this.tally = tally;
  }

  /**
   * Takes one name of a changed object.
   *
   * @return false if there are too many to be remembered: this one must be judged alone
   */
  synchronized boolean add(Seen seen, boolean covered) {
    Key key = new Key(seen.device(), seen.inode());
    if (objects.containsKey(key)) {
      addTo(key, seen, covered);
      return true;
    }
    if (objects.size() >= MOST_OBJECTS) {
      return false;
    }
    objects.put(key, covered ? null : new Suspect(seen.path()));
    tally.links.increment();
    return true;
  }

  @GuardedBy("this")
  private void addTo(Key key, Seen seen, boolean covered) {
    Suspect suspect = objects.get(key);
    if (suspect != null && covered) {
      objects.put(key, null);
    } else if (suspect != null) {
      suspect.add(seen.path());
    }
  }

  /** Those of which no name was covered; only after the walk. */
  synchronized List<Suspect> uncovered() {
    return objects.values().stream().filter(suspect -> suspect != null).toList();
  }
}
