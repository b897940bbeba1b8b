package org.tidemark.journal.window;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * Files that are written through a mapping or a loop device have no event: each new window first
 * records those of now. Thread-safe.
 */
final class MappedRecord {
  private final LiveJournal journal;
  private final MappedFiles mapped;

  MappedRecord(Kernel kernel, LiveJournal journal, Duration deadline) {
    this.journal = journal;
    this.mapped = new MappedFiles(kernel, deadline);
  }

  /** Writes them to the store; gives what the list is to say about it. */
  List<String> write(List<Root> roots, OpenTimes times) throws TidemarkException {
    MappedFiles.Found found = mapped.find(roots);
    times.scanned(found.processes());
    if (!found.paths().isEmpty() || !found.unnamed().isEmpty()) {
      journal.write(
          store -> {
            store.append(out -> record(found, out));
            return true;
          });
    }
    List<String> notes = new ArrayList<>(found.notes());
    if (!found.paths().isEmpty()) {
      notes.add(found.paths().size() + " files change without events (mapped, or a loop device)");
    }
    return notes;
  }

  /** The roots' own rows remember files without a known name, for the list to look for. */
  private static void record(MappedFiles.Found found, JournalStore.ChangeAppender out)
      throws StoreException {
    for (PathBytes path : found.paths()) {
      out.change(path.parent(), path.name(), ChangeBits.CONTENT, Reason.CHANGED, null);
    }
    for (Map.Entry<PathBytes, String> unnamed : found.unnamed().entrySet()) {
      PathBytes root = unnamed.getKey();
      byte[] handles = unnamed.getValue().getBytes(StandardCharsets.ISO_8859_1);
      int bits = ChangeBits.ATTRIBUTES | ChangeBits.DIRECTORY;
      out.change(root.parent(), root.name(), bits, Reason.CHANGED, handles);
    }
  }
}
