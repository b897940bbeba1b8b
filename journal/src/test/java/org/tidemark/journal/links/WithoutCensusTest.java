package org.tidemark.journal.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.walk.WalkPace;

/** {@code link-census = no}: nothing is read in the background, and nothing counts as known. */
class WithoutCensusTest {
  @TempDir private Path folder;

  private final KernelWithFaults kernel = new KernelWithFaults();
  private final AtomicInteger directoryReads = new AtomicInteger();
  private SqliteJournalStore store;
  private PathBytes top;

  @BeforeEach
  void aTreeThatAnEarlierRunHadReadAndAnotherThatWaits() throws Exception {
    Path data = Files.createDirectory(folder.toRealPath().resolve("data"));
    Files.createLink(data.resolve("other"), Files.writeString(data.resolve("name"), "1"));
    top = PathBytes.ofUtf8(data.toString());
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
    store.writeLinks(
        out -> {
          out.complete(1);
          out.scan(top);
        });
    kernel.setFault(
        (call, arguments) -> {
          directoryReads.addAndGet(call.equals("getdents64") ? 1 : 0);
          return 0;
        });
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private LinkIndexer indexer(boolean reads) {
    return new LinkIndexer(
        kernel.kernel(), new StoredLinks(store, top), reads, WalkPace.FULL, Clock.systemUTC());
  }

  private void awaitReading(LinkIndexer indexer, String wanted) throws Exception {
    try (JournalReader reader = store.openReader()) {
      Eventually.await(
          "the index is " + wanted,
          () -> {
            try {
              return indexer.progress(reader.links()).reading().equals(wanted);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  @Test
  void noDirectoryIsReadAndNoTreeCountsAsRead() throws Exception {
    try (LinkIndexer indexer = indexer(false)) {
      indexer.start();
      awaitReading(indexer, "off");
      try (JournalReader reader = store.openReader()) {
        Eventually.await("nothing waits any more", () -> nothingIsKept(reader));
        assertThat(reader.links().totals().names()).isZero();
      }
    }
    assertThat(directoryReads).hasValue(0);
  }

  private static boolean nothingIsKept(JournalReader reader) {
    try {
      return reader.links().completeAt() == 0 && reader.links().scans().isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** That the other one measures something. */
  @Test
  void withTheCensusTheSameTreeIsRead() throws Exception {
    try (LinkIndexer indexer = indexer(true)) {
      indexer.start();
      try (JournalReader reader = store.openReader()) {
        Eventually.await("both names are known", () -> names(reader) == 2);
      }
    }
    assertThat(directoryReads.get()).isPositive();
  }

  private static long names(JournalReader reader) {
    try {
      return reader.links().totals().names();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
