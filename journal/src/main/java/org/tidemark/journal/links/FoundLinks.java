package org.tidemark.journal.links;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalStore.LinkBatch;
import org.tidemark.journal.store.LinkDirectory;
import org.tidemark.journal.store.LinkWriter;
import org.tidemark.journal.store.LinkedFile;
import org.tidemark.journal.store.StoreException;

/**
 * What the threads of a walk found, on its way to the store in the order in which it was found.
 * Thread-safe: whoever fills it up writes it, while the others wait, so that no walk is faster than
 * the store.
 */
final class FoundLinks {
  private static final int AT_ONCE = 500;

  private final LinkJournal journal;

  @GuardedBy("this")
  private List<LinkBatch> waiting = new ArrayList<>();

  @GuardedBy("this")
  private boolean failed;

  FoundLinks(LinkJournal journal) {
    this.journal = journal;
  }

  /**
   * A name that leads to a file with several links.
   *
   * @param handle of the file, or null
   * @param settled as {@link LinkWriter#seen} takes it
   */
  void add(
      LinkedFile file,
      int links,
      byte @Nullable [] handle,
      LinkDirectory directory,
      byte[] name,
      boolean settled) {
    add(
        out -> {
          out.put(file, directory, name);
          out.seen(file, links, handle, settled);
        });
  }

  /**
   * Everything below was visited, and what was found there was added before. Nothing is kept once
   * something failed, which may lie there.
   */
  synchronized void addPart(PathBytes part) {
    if (!failed) {
      add(out -> out.scannedPart(part));
    }
  }

  /** Something could not be read. */
  synchronized void failed() {
    failed = true;
  }

  synchronized boolean hasFailed() {
    return failed;
  }

  private synchronized void add(LinkBatch step) {
    waiting.add(step);
    if (waiting.size() >= AT_ONCE) {
      write();
    }
  }

  /** Writes what is left. */
  synchronized void write() {
    List<LinkBatch> steps = waiting;
    waiting = new ArrayList<>();
    if (steps.isEmpty()) {
      return;
    }
    try {
      journal.write(out -> runAll(steps, out));
    } catch (TidemarkException e) {
      throw new NotKept(e);
    }
  }

  private static void runAll(List<LinkBatch> steps, LinkWriter out) throws StoreException {
    for (LinkBatch step : steps) {
      step.writeTo(out);
    }
  }

  /** Ends a walk whose findings the store does not take; it begins again later. */
  static final class NotKept extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotKept(TidemarkException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
