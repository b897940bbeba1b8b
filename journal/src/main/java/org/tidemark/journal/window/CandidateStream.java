package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.TreeMap;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.StoreException;

/**
 * Everything of the journal that concerns a list, in tree order: rows, gaps, and what happened
 * above the covered paths. Where a gap and a row have one path, the gap comes first. One thread.
 */
final class CandidateStream implements AutoCloseable {
  private final ListScope scope;
  private final RowSpool spool;
  private final TreeMap<PathBytes, Candidate> forced = new TreeMap<>();
  private PathBytes lastDirectory;
  private boolean lastInScope;
  private TreeOrderedRows rows;
  private Iterator<Candidate> forcedLeft;
  private Candidate nextForced;
  private Candidate nextRow;

  private CandidateStream(ListScope scope, RowSpool spool) {
    this.scope = scope;
    this.spool = spool;
  }

  /** Spools what the reader has now: one short read transaction. */
  static CandidateStream read(JournalReader reader, ListScope scope, Path folder)
      throws IOException, StoreException {
    RowSpool spool = new RowSpool(folder);
    CandidateStream stream = new CandidateStream(scope, spool);
    try {
      reader.gapsAfter(scope.base()).forEach(stream::addGap);
      reader.changesAfter(scope.base(), stream::addRow);
      spool.finish();
      stream.start();
      return stream;
    } catch (IOException | StoreException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private void addGap(Gap gap) {
    if (scope.pathOf(gap.path()) != null) {
      force(gap.path(), gap.reason());
    }
    scope.pathsBelow(gap.path()).forEach(path -> force(path, gap.reason()));
  }

  /** A gap outranks what is only moved: its copy cannot be trusted by time and size. */
  private void force(PathBytes path, Reason reason) {
    Candidate known = forced.get(path);
    if (known == null || !known.subtree() || (reason.isGap() && !known.reason().isGap())) {
      forced.put(path, Candidate.forced(path, reason));
    }
  }

  private void addRow(
      PathBytes directory,
      byte[] name,
      long sequence,
      int bits,
      long createdSequence,
      long subtreeSequence,
      long contentsSequence,
      Reason reason,
      byte[] handle) {
    boolean subtree = subtreeSequence > scope.base();
    boolean contents = contentsSequence > scope.base();
    if (inScope(directory) || scope.pathOf(directory.child(name)) != null) {
      int since = createdSequence > scope.base() ? bits : bits & ~ChangeBits.CREATED;
      int flags = (subtree ? RowSpool.SUBTREE : 0) | (contents ? RowSpool.CONTENTS : 0);
      spool.add(directory, name, since, flags, reason, handle);
    } else if (subtree || contents || ChangeBits.has(bits, ChangeBits.REMOVED)) {
      changeAbove(directory.child(name), subtree || ChangeBits.has(bits, ChangeBits.REMOVED));
    }
  }

  /** Rows of one directory come together: it is asked once. */
  private boolean inScope(PathBytes directory) {
    if (!directory.equals(lastDirectory)) {
      lastDirectory = directory;
      lastInScope = scope.pathOf(directory) != null;
    }
    return lastInScope;
  }

  /** A collapsed directory says nothing of the trees below its children, only of the children. */
  private void changeAbove(PathBytes above, boolean wholeTree) {
    for (PathBytes path : scope.pathsBelow(above)) {
      if (wholeTree) {
        force(path, Reason.ANCESTOR_CHANGED);
      } else if (path.parent().equals(above)) {
        forced.putIfAbsent(path, new Candidate(path, 0, false, false, true, Reason.CHANGED, ""));
      }
    }
  }

  private void start() throws IOException {
    rows = new TreeOrderedRows(spool);
    forcedLeft = forced.values().iterator();
    nextForced = forcedLeft.hasNext() ? forcedLeft.next() : null;
    nextRow = rows.next();
  }

  /** The next candidate, or null. */
  Candidate next() throws IOException {
    if (nextForced != null
        && (nextRow == null || nextForced.path().compareTo(nextRow.path()) <= 0)) {
      Candidate taken = nextForced;
      nextForced = forcedLeft.hasNext() ? forcedLeft.next() : null;
      return taken;
    }
    Candidate taken = nextRow;
    nextRow = taken == null ? null : rows.next();
    return taken;
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
    spool.close();
  }
}
