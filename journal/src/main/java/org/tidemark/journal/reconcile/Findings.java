package org.tidemark.journal.reconcile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * What a walk found, on its way into the journal, in small slices so that events never wait long. A
 * place that was completed is noted behind all that was found below it. Thread-safe; whoever fills
 * a slice waits until it is written.
 */
final class Findings {
  private static final int SLICE = 500;

  private final JournalWriter writer;
  private final List<Long> gaps;

  @GuardedBy("this")
  private final List<Finding> waiting = new ArrayList<>();

  @GuardedBy("this")
  private long found;

  /** One change, or a completed place if it has no bits. */
  private record Finding(PathBytes path, int bits, Reason reason) {}

  Findings(JournalWriter writer, List<Long> gaps) {
    this.writer = writer;
    this.gaps = gaps;
  }

  synchronized void add(PathBytes path, int bits, Reason reason) {
    waiting.add(new Finding(path, bits, reason));
    found++;
    writeIfFull();
  }

  synchronized void completed(PathBytes path) {
    waiting.add(new Finding(path, 0, Reason.RECONCILED));
    writeIfFull();
  }

  synchronized long count() {
    return found;
  }

  @GuardedBy("this")
  private void writeIfFull() {
    if (waiting.size() >= SLICE) {
      try {
        write();
      } catch (TidemarkException e) {
        // A walk cannot go on without the journal; it is begun again later.
        throw new JournalFailure(e);
      }
    }
  }

  /** Writes all that waits. */
  synchronized void write() throws TidemarkException {
    List<Finding> slice = List.copyOf(waiting);
    writer.write(
        store -> {
          store.append(out -> writeChanges(slice, out));
          noteCompleted(slice, store);
        });
    writer.found(slice.stream().filter(finding -> finding.bits != 0).map(Finding::path).toList());
    waiting.clear();
  }

  private static void writeChanges(List<Finding> slice, JournalStore.ChangeAppender out)
      throws StoreException {
    for (Finding finding : slice) {
      if (finding.bits != 0) {
        out.change(finding.path.parent(), finding.path.name(), finding.bits, finding.reason, null);
      }
    }
  }

  private void noteCompleted(List<Finding> slice, JournalStore store) throws TidemarkException {
    for (Finding finding : slice) {
      if (finding.bits == 0) {
        store.noteReconciled(gaps, finding.path);
      }
    }
  }

  /** The journal refused what was found. */
  static final class JournalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalFailure(TidemarkException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
