package org.tidemark.netbackup.lists;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.client.Interruption;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Tells whether names of a list may have been out of sight when they were to be saved. NetBackup
 * takes what is not there for removed and ends with 0; so it does where a filesystem was not
 * mounted.
 */
public final class OutOfSight {
  /** A mount that changes is noticed within a minute, be it told or not. */
  private static final long NOTICED_MILLIS = 120_000;

  private static final Set<Reason> AT_ONCE = EnumSet.of(Reason.DAEMON_DOWN, Reason.UNCLEAN_STOP);

  private final List<Interruption> all;

  public OutOfSight(List<Interruption> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Why the names may not be saved.
   *
   * @param window whose list it is
   * @param entries names and whole trees
   * @param untilMillis when the last of them was read at the latest, wall clock
   */
  public Optional<String> why(WindowInfo window, Collection<PathBytes> entries, long untilMillis) {
    TreeSet<PathBytes> sorted = new TreeSet<>(entries);
    return all.stream()
        .filter(each -> each.begin() > window.end())
        .filter(each -> earliest(each) <= untilMillis)
        .filter(each -> concerns(each.place(), sorted))
        .findFirst()
        .map(
            each ->
                each.place()
                    + " may have been out of sight since the list was made ("
                    + each.reason().text()
                    + "): what is below it counts as not saved");
  }

  private static long earliest(Interruption each) {
    return AT_ONCE.contains(each.reason())
        ? each.beginMillis()
        : each.beginMillis() - NOTICED_MILLIS;
  }

  private static boolean concerns(PathBytes place, TreeSet<PathBytes> entries) {
    PathBytes below = entries.ceiling(place);
    if (below != null && below.isUnder(place)) {
      return true;
    }
    for (PathBytes above = place; !above.isRoot(); above = above.parent()) {
      if (entries.contains(above)) {
        return true;
      }
    }
    return entries.contains(PathBytes.ROOT);
  }
}
