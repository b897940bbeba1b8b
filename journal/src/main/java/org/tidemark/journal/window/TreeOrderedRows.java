package org.tidemark.journal.window;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.tidemark.journal.model.PathBytes;

/**
 * The rows of a {@link RowSpool} in tree order of their paths.
 *
 * <p>The journal gives a directory's rows together, then those of the directories below. Here a
 * name comes directly before what lies below it, so that one covering ancestor is all that the list
 * maker must remember. Memory is one small buffer per open ancestor. One thread.
 */
final class TreeOrderedRows implements AutoCloseable {
  private final SpoolReader rows;
  private final DataInputStream groups;
  private final Deque<SpoolSegment> open = new ArrayDeque<>();
  private SpoolSegment coming;
  private boolean begun;

  /** Reads nothing yet: there may be nothing to read. */
  TreeOrderedRows(RowSpool spool) {
    rows = new SpoolReader(spool.rows());
    groups = new DataInputStream(new BufferedInputStream(spool.groups(), 1 << 16));
  }

  private SpoolSegment readGroup() throws IOException {
    byte[] path;
    try {
      path = new byte[groups.readUnsignedShort()];
    } catch (EOFException e) {
      return null;
    }
    groups.readFully(path);
    long start = groups.readLong();
    return new SpoolSegment(PathBytes.of(path), rows, start, groups.readLong());
  }

  /**
   * The next row, or null. Waits until the directory that comes next is known, so what stands in
   * the journal before that one has been read then.
   */
  Candidate next() throws IOException {
    if (!begun) {
      begun = true;
      coming = readGroup();
    }
    while (true) {
      SpoolSegment top = open.peek();
      Candidate row = top == null ? null : top.peek();
      if (coming != null && comesBefore(top, row)) {
        open.push(coming);
        coming = readGroup();
      } else if (row != null) {
        return top.take();
      } else if (top == null) {
        return null;
      } else {
        open.pop();
      }
    }
  }

  /** True if the coming directory lies below the open one, behind the rows already given. */
  private boolean comesBefore(SpoolSegment top, Candidate row) {
    if (top == null) {
      return true;
    }
    PathBytes directory = coming.directory();
    return directory.isUnder(top.directory())
        && (row == null || row.path().compareTo(directory) > 0);
  }

  @Override
  public void close() throws IOException {
    groups.close();
  }
}
