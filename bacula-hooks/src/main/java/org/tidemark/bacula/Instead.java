package org.tidemark.bacula;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;

/**
 * What is listed instead of names that Bacula's list cannot carry: the directory that holds the
 * name, compared one level deep, or the tree of the nearest directory that can be named. A block
 * device is such a name too, since Bacula would read the whole disk behind it. Not thread-safe.
 */
final class Instead {
  private final NavigableSet<PathBytes> trees = new TreeSet<>();
  private final NavigableSet<PathBytes> contents = new TreeSet<>();
  private long names;

  /** Reads a whole list; memory depends only on how many directories are listed instead. */
  static Instead of(StoredListReader list) throws IOException {
    Instead instead = new Instead();
    for (Entry entry = list.next(); entry != null; entry = list.next()) {
      instead.take(entry);
    }
    return instead;
  }

  private void take(Entry entry) {
    PathBytes path = entry.path();
    boolean device = isBlockDevice(entry);
    if (entry.kind() == EntryKind.REMOVED || (Listable.is(path) && !device)) {
      return;
    }
    names++;
    PathBytes parent = Listable.parentOf(path);
    if (entry.kind() == EntryKind.OBJECT && parent.equals(path.parent())) {
      contents.add(parent);
    } else if (!covers(parent)) {
      trees.tailSet(parent, true).removeIf(below -> below.isUnder(parent));
      trees.add(parent);
    }
  }

  static boolean isBlockDevice(Entry entry) {
    return entry.kind() == EntryKind.OBJECT
        && ChangeBits.has(entry.bits(), ChangeBits.BLOCK_DEVICE);
  }

  /** True if one of {@link #trees} holds the path, so that it need not be listed itself. */
  boolean covers(PathBytes path) {
    PathBytes before = trees.floor(path);
    return before != null && path.isUnder(before);
  }

  /** None below another. */
  NavigableSet<PathBytes> trees() {
    return trees;
  }

  NavigableSet<PathBytes> contents() {
    return contents;
  }

  /** How many names could not be listed. */
  long names() {
    return names;
  }
}
