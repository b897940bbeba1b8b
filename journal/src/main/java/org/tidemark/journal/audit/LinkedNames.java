package org.tidemark.journal.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.PathBytes;

/**
 * Changed objects with several names: one covered name is enough for all of them. Bounded.
 * Thread-safe.
 */
final class LinkedNames {
  private static final int MOST_OBJECTS = 200_000;
  private static final int MOST_NAMES = 64;

  private final AuditTally tally;

  @GuardedBy("this")
  private final Map<Key, Group> groups = new HashMap<>();

  private record Key(long device, long inode) {}

  LinkedNames(AuditTally tally) {
    this.tally = tally;
  }

  /** One object; guarded by the lock of its owner until the walk is over. */
  static final class Group {
    private final List<PathBytes> names = new ArrayList<>(2);
    private boolean covered;

    List<PathBytes> names() {
      return names;
    }
  }

  /**
   * Takes one name of a changed object.
   *
   * @return false if there are too many to be remembered: this one must be judged alone
   */
  synchronized boolean add(Seen seen, boolean covered) {
    Key key = new Key(seen.device(), seen.inode());
    Group group = groups.get(key);
    if (group == null) {
      if (groups.size() >= MOST_OBJECTS) {
        return false;
      }
      group = new Group();
      groups.put(key, group);
      tally.links.increment();
    }
    group.covered |= covered;
    if (group.covered) {
      group.names.clear();
    } else if (group.names.size() < MOST_NAMES) {
      group.names.add(seen.path());
    }
    return true;
  }

  /** Those of which no name was covered. */
  synchronized List<Group> uncovered() {
    return groups.values().stream().filter(group -> !group.covered).toList();
  }
}
