package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.StoreException;

/**
 * Everything of the journal that concerns a list, in tree order: rows, gaps, and what happened
 * above the covered paths; rows of other paths too where files have several names, since one of
 * them may be covered. Where a gap and a row have one path, the gap comes first.
 *
 * <p>A thread of its own reads the journal into a spool, as fast as it can; the list maker's thread
 * takes from the spool what is there already. What happened above a covered path stands in a
 * directory above it, and so was read before the first row of a directory that comes later.
 */
final class CandidateStream implements AutoCloseable {
  private final ListScope scope;
  private final RowSpool spool;
  private final FutureTask<Boolean> reading;

  /** Those that are not rows; the journal's reader adds, the list maker's thread takes. */
  private final ConcurrentSkipListMap<PathBytes, Candidate> forced = new ConcurrentSkipListMap<>();

  /** Belong to the journal's reader. */
  private PathBytes lastDirectory;

  private boolean lastInScope;

  /** Whether a file that was changed elsewhere may have a name that is covered. */
  private boolean elsewhere;

  /** Belong to the list maker's thread. */
  private final TreeOrderedRows rows;

  private Candidate nextRow;
  private boolean started;

  private CandidateStream(JournalReader reader, ListScope scope, RowSpool spool) {
    this.scope = scope;
    this.spool = spool;
    rows = new TreeOrderedRows(spool);
    reading = new FutureTask<>(() -> read(reader));
  }

  /**
   * Begins to spool what the journal has now, in one short read transaction.
   *
   * @param reader belongs to the stream from now on
   */
  static CandidateStream read(JournalReader reader, ListScope scope, Path folder)
      throws IOException {
    RowSpool spool = new RowSpool(folder);
    CandidateStream stream = new CandidateStream(reader, scope, spool);
    Thread thread = new Thread(stream.reading, "list-read");
    thread.setDaemon(true);
    thread.start();
    return stream;
  }

  private boolean read(JournalReader reader) throws IOException, StoreException {
    try (reader) {
      elsewhere = !reader.links().isEmpty() || !KnownLinks.isWhole(reader);
      reader.gapsAfter(scope.base()).forEach(this::addGap);
      reader.changesAfter(scope.base(), this::addRow);
      spool.finish();
      return true;
    } finally {
      spool.end();
    }
  }

  private void addGap(Gap gap) {
    if (scope.pathOf(gap.path()) != null) {
      force(gap.path(), gap.reason());
    }
    scope.pathsBelow(gap.path()).forEach(path -> force(path, gap.reason()));
  }

  private void force(PathBytes path, Reason reason) {
    Candidate known = forced.get(path);
    if (known == null || !known.subtree() || weight(reason) > weight(known.reason())) {
      forced.put(path, Candidate.forced(path, reason));
    }
  }

  /**
   * A gap outranks what is only moved: its copy cannot be trusted by time and size. Most is said by
   * a gap in which even change times prove nothing.
   */
  private static int weight(Reason reason) {
    if (!reason.isGap()) {
      return 0;
    }
    return reason.isReconcilableByTime() ? 1 : 2;
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
    boolean covered = inScope(directory) || scope.pathOf(directory.child(name)) != null;
    if (covered || elsewhere) {
      int since = createdSequence > scope.base() ? bits : bits & ~ChangeBits.CREATED;
      int flags = (subtree ? RowSpool.SUBTREE : 0) | (contents ? RowSpool.CONTENTS : 0);
      spool.add(directory, name, since, flags, reason, handle);
    }
    if (!covered && (subtree || contents || ChangeBits.has(bits, ChangeBits.REMOVED))) {
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

  /**
   * The next candidate, or null.
   *
   * @throws StoreException if the journal could not be read to its end
   */
  Candidate next() throws IOException, StoreException {
    if (!started) {
      started = true;
      takeRow();
    }
    // By now all that comes before the row is known.
    Map.Entry<PathBytes, Candidate> first = forced.isEmpty() ? null : forced.firstEntry();
    if (first != null && (nextRow == null || first.getKey().compareTo(nextRow.path()) <= 0)) {
      forced.remove(first.getKey());
      return first.getValue();
    }
    Candidate taken = nextRow;
    if (taken != null) {
      takeRow();
    }
    return taken;
  }

  private void takeRow() throws IOException, StoreException {
    nextRow = rows.next();
    if (nextRow == null) {
      awaitReading();
    }
  }

  private void awaitReading() throws IOException, StoreException {
    try {
      boolean unused = reading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the journal was read", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static StoreException failure(Throwable cause) throws IOException {
    if (cause instanceof StoreException expected) {
      return expected;
    }
    if (cause instanceof IOException expected) {
      throw expected;
    }
    throw new IOException("reading the journal failed: " + cause.getMessage(), cause);
  }

  /** Ends the reading, if it still goes on, and waits for that: it uses the journal. */
  @Override
  public void close() throws IOException {
    try (spool;
        rows) {
      // Closing them makes a reading that still goes on fail.
    } finally {
      awaitEndOfReading();
    }
  }

  private void awaitEndOfReading() {
    boolean interrupted = false;
    while (!reading.isDone()) {
      try {
        boolean unused = reading.get();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        // Either the list maker was told by next(), or it gave up and made the reading fail.
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
