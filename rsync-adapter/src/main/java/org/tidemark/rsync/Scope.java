package org.tidemark.rsync;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.rsync.points.MirrorName;

/**
 * What of the source belongs into the mirror.
 *
 * @param source the directory to copy
 * @param root the watched tree that it lies in
 * @param nested whether filesystems mounted below belong to it
 * @param exclusions those of the watched tree, and what of our own lies inside the source
 * @param mounted where filesystems are mounted below the source now
 * @param missing where the mirror holds a filesystem that is not mounted now
 * @param hidden where something is mounted that does not belong to the source, over a directory
 */
record Scope(
    PathBytes source,
    PathBytes root,
    boolean nested,
    Exclusions exclusions,
    Set<PathBytes> mounted,
    List<PathBytes> missing,
    List<PathBytes> hidden) {

  Scope {
    mounted = Set.copyOf(mounted);
    missing = List.copyOf(missing);
    hidden = List.copyOf(hidden);
  }

  /**
   * The scope inside a watched tree.
   *
   * @param own the destination, its marker and the state folder: excluded without being asked
   */
  static Scope of(
      PathBytes source,
      RootInfo root,
      List<PathBytes> own,
      Set<PathBytes> mounted,
      List<PathBytes> missing,
      List<PathBytes> hidden) {
    List<String> patterns = new ArrayList<>(root.exclusions());
    own.forEach(path -> patterns.add(path.latin1()));
    Exclusions exclusions = Exclusions.of(patterns);
    return new Scope(source, root.path(), root.nested(), exclusions, mounted, missing, hidden);
  }

  /**
   * True below a directory over which another filesystem lies: what it covers is not seen, so its
   * copy stays as it is; when it is uncovered the journal lists it as a gap.
   */
  boolean isHidden(PathBytes path) {
    return hidden.stream().anyMatch(top -> path.isUnder(top) && !path.equals(top));
  }

  boolean excludes(PathBytes path) {
    return exclusions.excludes(path, root);
  }

  /**
   * True if what has this name belongs into the mirror.
   *
   * @param name as programs that run inside the source or the mirror say it
   */
  boolean holds(String name) {
    PathBytes path = MirrorName.parse(name).rebase(PathBytes.ROOT, source);
    return !excludes(path) && !isHidden(path);
  }

  /** True if it lies on a filesystem that should be there and is not: that is no removal. */
  boolean isUnavailable(Entry entry) {
    if (missing.stream().anyMatch(entry.path()::isUnder)) {
      return true;
    }
    return nested
        && entry.kind() == EntryKind.SUBTREE
        && entry.reason() == Reason.NOT_MOUNTED
        && !entry.path().equals(source)
        && !mounted.contains(entry.path());
  }
}
