package org.tidemark.journal.daemon;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * Remembers where filesystems were mounted below nested roots: one that is missing at the next
 * start is a gap, for what shows through at its place is not its tree. A place is forgotten when
 * its directory is gone, or no nested root covers it any more. Used on the store's thread.
 */
final class NestedMounts {
  private static final String SETTING = "nested-mounts";

  private final Kernel kernel;

  NestedMounts(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The places that are remembered and still there. */
  Set<PathBytes> remembered(JournalStore store, List<Root> roots) throws StoreException {
    Set<PathBytes> places = new TreeSet<>();
    String text = store.setting(SETTING).orElse("");
    Arrays.stream(text.split("\n"))
        .filter(line -> !line.isEmpty())
        .map(PathBytes::ofText)
        .filter(place -> isBelowNested(place, roots) && isDirectory(place))
        .forEach(places::add);
    return places;
  }

  /** Adds those that are followed now. */
  void remember(JournalStore store, List<Root> roots, Set<PathBytes> followed)
      throws StoreException {
    Set<PathBytes> places = remembered(store, roots);
    followed.stream().filter(place -> isBelowNested(place, roots)).forEach(places::add);
    String text = String.join("\n", places.stream().map(PathBytes::toString).toList());
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
