package org.tidemark.journal.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore.LinkBatch;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.walk.WalkPace;

/** The census reads the same directories as the setting of watches, which goes first. */
class CensusWhileArmingTest {
  /** Readers that are opened while it looks several times whether it may read. */
  private static final int SEVERAL_LOOKS = 12;

  @TempDir private Path folder;

  private final KernelWithFaults kernel = new KernelWithFaults();
  private final AtomicInteger directoryReads = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final Object writing = new Object();
  private SqliteJournalStore store;
  private PathBytes top;

  @BeforeEach
  void aFileWithTwoNamesInATreeThatIsBeingArmed() throws Exception {
    Path data = Files.createDirectory(folder.toRealPath().resolve("data"));
    Files.createLink(data.resolve("other"), Files.writeString(data.resolve("name"), "1"));
    top = PathBytes.ofUtf8(data.toString());
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
    kernel.setFault(
        (call, arguments) -> {
          directoryReads.addAndGet(call.equals("getdents64") ? 1 : 0);
          return 0;
        });
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  /** Counts how often the journal is looked at. */
  private final class Watched implements LinkJournal {
    private final LinkJournal stored = new StoredLinks(store, top);

    @Override
    public List<Root> roots() {
      return stored.roots();
    }

    @Override
    public JournalReader openReader() throws TidemarkException {
      looks.incrementAndGet();
      return stored.openReader();
    }

    @Override
    public void write(LinkBatch batch) throws TidemarkException {
      synchronized (writing) {
        stored.write(batch);
      }
    }

    @Override
    public void use(LinkFilter filter) {}

    @Override
    public void searching(boolean now) {}
  }

  @Test
  void nothingIsReadUntilEveryWatchIsSet() throws Exception {
    store.openGap(top, Reason.NOT_ARMED);
    try (LinkIndexer indexer =
            new LinkIndexer(
                kernel.kernel(), new Watched(), true, WalkPace.FULL, Clock.systemUTC());
        JournalReader reader = store.openReader()) {
      indexer.start();
      Eventually.await("it looked several times", () -> looks.get() > SEVERAL_LOOKS);
      assertThat(directoryReads).hasValue(0);

      synchronized (writing) {
        store.closeGap(top, Reason.NOT_ARMED);
      }
      Eventually.await("both names are known", () -> names(reader) == 2);
    }
  }

  private static long names(JournalReader reader) {
    try {
      return reader.links().totals().names();
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }
}
