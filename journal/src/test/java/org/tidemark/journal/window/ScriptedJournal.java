package org.tidemark.journal.window;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.StoreException;

/** A running journal whose changes a test writes. Thread-safe by one lock. */
final class ScriptedJournal implements LiveJournal {
  final MemoryStore store = new MemoryStore();
  private final List<Root> roots = new ArrayList<>();
  private boolean frozen;

  synchronized ScriptedJournal watching(Root... newRoots) {
    roots.clear();
    roots.addAll(List.of(newRoots));
    return this;
  }

  synchronized void freeze() {
    frozen = true;
  }

  /** Records one change and gives its sequence number. */
  synchronized long change(PathBytes path, int bits, Reason reason, byte[] handle)
      throws StoreException {
    store.append(out -> out.change(path.parent(), path.name(), bits, reason, handle));
    return store.lastSequence();
  }

  synchronized long change(PathBytes path, int bits) throws StoreException {
    return change(path, bits, Reason.CHANGED, null);
  }

  @Override
  public synchronized List<Root> roots() {
    return List.copyOf(roots);
  }

  @Override
  public synchronized long flush(Duration deadline) throws TidemarkException {
    if (frozen) {
      throw new TidemarkException(ExitCode.FAILED, "frozen: nothing was flushed", "thaw it");
    }
    return store.lastSequence();
  }

  @Override
  public synchronized <T> T write(StoreTask<T> task) throws TidemarkException {
    return task.run(store);
  }

  @Override
  public JournalReader openReader() {
    return store;
  }

  static PathBytes path(String utf8) {
    return PathBytes.of(utf8.getBytes(StandardCharsets.UTF_8));
  }
}
