package org.tidemark.journal.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * Remembers which filesystems were mounted where below nested roots: one that is missing at the
 * next start is a gap, for what shows through at its place is not its tree; so is another one, for
 * its files may be older than the stop. A place is forgotten when its directory is gone, or no
 * nested root covers it any more. Used on the store's thread.
 */
final class NestedMounts {
  private static final Logger LOG = LoggerFactory.getLogger(NestedMounts.class);
  private static final String SETTING = "nested-mounts";
  private static final String UNKNOWN = "";

  private final Kernel kernel;

  NestedMounts(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The identities of what is remembered, by those places that are still there. */
  Map<PathBytes, String> remembered(JournalStore store, List<Root> roots) throws StoreException {
    Map<PathBytes, String> identities = new TreeMap<>();
    for (String line : store.setting(SETTING).orElse("").lines().toList()) {
      // A path has no tab in its text. Earlier versions wrote nothing behind it.
      int tab = line.indexOf('\t');
      PathBytes place = PathBytes.ofText(tab < 0 ? line : line.substring(0, tab));
      if (isBelowNested(place, roots) && isDirectory(place)) {
        identities.put(place, tab < 0 ? UNKNOWN : line.substring(tab + 1));
      }
    }
    return identities;
  }

  /**
   * Makes a gap of each place whose filesystem is not known to be the one that is remembered; to be
   * called before {@link #remember}.
   *
   * @param roots those whose start gap may pass over what is older than the stop
   * @param followed identities by their places
   */
  void tellOthers(JournalStore store, List<Root> roots, Map<PathBytes, String> followed)
      throws StoreException {
    Map<PathBytes, String> before = remembered(store, roots);
    for (PathBytes place : new TreeSet<>(followed.keySet())) {
      String known = before.getOrDefault(place, UNKNOWN);
      boolean same = !known.equals(UNKNOWN) && known.equals(followed.get(place));
      if (!same && isBelowNested(place, roots)) {
        LOG.warn("{} is a gap: its filesystem is not the one that was there", place);
        store.openGap(place, Reason.MOUNT_CHANGED, 0);
        store.closeGap(place, Reason.MOUNT_CHANGED);
      }
    }
  }

  /**
   * Adds those that are followed now.
   *
   * @param followed identities by their places
   */
  void remember(JournalStore store, List<Root> roots, Map<PathBytes, String> followed)
      throws StoreException {
    Map<PathBytes, String> identities = remembered(store, roots);
    followed.forEach(
        (place, identity) -> {
          if (isBelowNested(place, roots)) {
            identities.put(place, identity);
          }
        });
    List<String> lines = new ArrayList<>();
    identities.forEach((place, identity) -> lines.add(place + "\t" + identity));
    String text = String.join("\n", lines);
    if (!text.equals(store.setting(SETTING).orElse(""))) {
      store.putSetting(SETTING, text);
    }
  }

  private static boolean isBelowNested(PathBytes place, List<Root> roots) {
    return roots.stream()
        .anyMatch(
            root -> root.nested() && place.isUnder(root.path()) && !place.equals(root.path()));
  }

  private boolean isDirectory(PathBytes place) {
    FileStat stat = new FileStat();
    return kernel.statx(Kernel.AT_FDCWD, place.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat) == 0
        && stat.isDirectory();
  }
}
