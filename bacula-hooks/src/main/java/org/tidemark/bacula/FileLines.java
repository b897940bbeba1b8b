package org.tidemark.bacula;

import java.io.IOException;
import java.io.PrintWriter;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.PathBytes;

/** Writes a list as Bacula reads it: one path a line, no escapes. Not thread-safe. */
final class FileLines {
  private final PrintWriter out;
  private long count;

  /**
   * @param out takes one character per byte
   */
  FileLines(PrintWriter out) {
    this.out = out;
  }

  /** Writes what a block takes of a list. */
  void write(StoredListReader list, Kind kind, Instead instead) throws IOException {
    for (Entry entry = list.next(); entry != null; entry = list.next()) {
      boolean listable = Listable.is(entry.path()) && !Instead.isBlockDevice(entry);
      if (listable && kind.takes(entry) && !instead.covers(entry.path())) {
        line(entry.path());
      }
    }
    for (PathBytes path : kind.instead(instead)) {
      if (kind == Kind.OBJECTS || !instead.covers(path)) {
        line(path);
      }
    }
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
