package org.tidemark.journal.ingest;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;

/** Merge, batch and store of the daemon, without kernel queue and threads. */
final class TidemarkContender implements Contender {
  private static final EventSink NO_SINK = new SilentSink();
  private static final int SOURCE = 1;

  private final SqliteJournalStore store;
  private final PendingChanges pending = new PendingChanges();
  private final BatchWriter writer = new BatchWriter(new NativeKernel(), new OwnChanges());
  private final List<Root> roots;
  private final KnownFolders source;

  TidemarkContender(Path folder, PathBytes top, MailEvents events) throws Exception {
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
    roots = List.of(new Root(top, top, false, Exclusions.of(List.of())));
    source = new KnownFolders(events);
  }

  @Override
  public String name() {
    return "tidemark";
  }

  @Override
  public void record(MailEvents events, int from, int to, boolean created) throws Exception {
    for (int message = from; message < to; message++) {
      if (created) {
        add(events, message, MailEvents.CREATED, 0);
      }
      add(events, message, MailEvents.WRITTEN, MailEvents.HANDLE);
    }
    writer.resolve(pending, number -> source, NO_SINK, roots);
    writer.followObjects(pending, number -> source, NO_SINK);
    store.append(out -> writer.writeTo(pending, roots, out));
    pending.clear();
    writer.clear();
  }

  private void add(MailEvents events, int message, int bits, int handleLength) {
    // The handle lies behind the name in a real record; here both have buffers of their own.
    int folder = events.folderOf(message);
    byte[] names = events.names();
    int nameAt = events.nameAt(message);
    int nameLength = events.nameLength(message);
    if (handleLength == 0) {
      pending.add(SOURCE, folder, names, nameAt, nameLength, bits, 0, 0);
      return;
    }
    byte[] record = source.record;
    System.arraycopy(events.handles(), events.handleAt(message), record, 0, handleLength);
    System.arraycopy(names, nameAt, record, handleLength, nameLength);
    pending.add(SOURCE, folder, record, handleLength, nameLength, bits, 0, handleLength);
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }

  /** Directories whose places were looked up before, as in a daemon that runs for a while. */
  private static final class KnownFolders implements EventSource {
    final byte[] record = new byte[512];
    private final MailEvents events;

    KnownFolders(MailEvents events) {
      this.events = events;
    }

    @Override
    public List<PathBytes> pathsOf(int directory, EventSink sink) {
      return List.of(events.folder(directory));
    }

    @Override
    public Description description() {
      return new Description("none", PathBytes.ROOT, "none", "");
    }

    @Override
    public void start(EventSink sink) {}

    @Override
    public int descriptor() {
      return -1;
    }

    @Override
    public boolean queueCountsEvents() {
      return true;
    }

    @Override
    public int eventsIn(ByteBuffer bytes, int offset, int length) {
      return 0;
    }

    @Override
    public void decode(byte[] bytes, int length, EventSink sink) {}

    @Override
    public void endBatch() {}

    @Override
    public void maintain(EventSink sink) {}

    @Override
    public void lost(Reason reason, EventSink sink) {}

    @Override
    public void readingFails(EventSink sink) {}

    @Override
    public void readingWorks(EventSink sink) {}

    @Override
    public boolean arming() {
      return false;
    }

    @Override
    public void close() {}
  }

  /** Nothing is told here: every folder is known. */
  private static final class SilentSink implements EventSink {
    @Override
    public void event(
        EventSource source,
        int directory,
        byte[] buffer,
        int nameOffset,
        int nameLength,
        int bits,
        int handleOffset,
        int handleLength) {}

    @Override
    public void change(PathBytes path, int bits, Reason reason) {}

    @Override
    public void changed(PathBytes path, int bits, byte[] handle) {}

    @Override
    public void renamed(PathBytes from, PathBytes to) {}

    @Override
    public void gapOpened(PathBytes path, Reason reason) {}

    @Override
    public void gapClosed(PathBytes path, Reason reason) {}
  }
}
