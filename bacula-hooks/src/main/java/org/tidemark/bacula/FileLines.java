package org.tidemark.bacula;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;

/** Writes a list as Bacula reads it: one path a line, no escapes. Not thread-safe. */
final class FileLines {
  private final PrintWriter out;
  private final Set<PathBytes> mounts = new TreeSet<>();
  private final Set<PathBytes> unlistable = new TreeSet<>();
  private long count;

  /**
   * @param out takes one character per byte
   */
  FileLines(PrintWriter out) {
    this.out = out;
  }

  /** Writes what a block takes of a list; beside each tree what Bacula does not enter. */
  void write(StoredListReader list, Kind kind, Instead instead, NestedMounts nested)
      throws IOException {
    for (Entry entry = list.next(); entry != null; entry = list.next()) {
      boolean listable = Listable.is(entry.path()) && !Instead.isBlockDevice(entry);
      if (listable && kind.takes(entry) && !instead.covers(entry.path())) {
        if (entry.kind() == EntryKind.SUBTREE) {
          tree(entry.path(), nested);
        } else {
          line(entry.path());
        }
      }
    }
    for (PathBytes path : kind.instead(instead)) {
      if (kind == Kind.OBJECTS) {
        tree(path, nested);
      } else if (!instead.covers(path)) {
        line(path);
      }
    }
  }

  /** A tree that Bacula walks; one that is mounted below another was listed with that. */
  void tree(PathBytes path, NestedMounts nested) {
    if (!mounts.contains(path)) {
      line(path);
    }
    for (PathBytes mount : nested.below(path)) {
      if (!Listable.is(mount)) {
        unlistable.add(mount);
      } else if (mounts.add(mount)) {
        line(mount);
      }
    }
  }

  /** Where another filesystem begins that no line can hold; Bacula does not save what is there. */
  Set<PathBytes> unlistable() {
    return Collections.unmodifiableSet(unlistable);
  }

  void line(PathBytes path) {
    out.print(path.latin1());
    out.print('\n');
    count++;
  }

  long count() {
    return count;
  }
}
