package org.tidemark.journal.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.LinkReader;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.walk.WalkPace;

/** Hazard 4: what a census could not read is not taken for what is not there. */
class UnreadableTreesTest {
  @TempDir private Path folder;

  private final KernelWithFaults kernel = new KernelWithFaults();
  private SqliteJournalStore store;
  private PathBytes top;

  @BeforeEach
  void aFileWithANameInADirectoryThatCannotBeOpened() throws Exception {
    Path data = Files.createDirectory(folder.toRealPath().resolve("data"));
    Path locked = Files.createDirectory(data.resolve("locked"));
    Files.createLink(locked.resolve("other"), Files.writeString(data.resolve("name"), "1"));
    top = PathBytes.ofUtf8(data.toString());
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
    store.writeLinks(out -> out.scan(top));
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  private void failing(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    kernel.setFault(
        (call, arguments) ->
            call.startsWith("openat")
                    && Arrays.stream(arguments).anyMatch(argument -> isNamed(argument, bytes))
                ? -Errno.EACCES
                : 0);
  }

  private static boolean isNamed(Object argument, byte[] name) {
    return argument instanceof byte[] bytes && Arrays.equals(bytes, name);
  }

  private LinkCensus.Outcome census() throws Exception {
    return new LinkCensus(kernel.kernel(), new StoredLinks(store, top), Clock.systemUTC())
        .run(new CurrentWalk(WalkPace.FULL));
  }

  private List<LinkReader.Scan> scans() throws StoreException {
    try (JournalReader reader = store.openReader()) {
      return reader.links().scans();
    }
  }

  @Test
  void aTreeWithADirectoryThatCannotBeOpenedWaitsForAnotherCensus() throws Exception {
    failing("locked");

    LinkCensus.Outcome outcome = census();

    assertThat(outcome.through()).isTrue();
    assertThat(outcome.waiting()).extracting(LinkReader.Scan::top).containsExactly(top);
    assertThat(scans()).isEqualTo(outcome.waiting());
  }

  @Test
  void aTopThatCannotBeOpenedWaitsForAnotherCensus() throws Exception {
    failing(top.toString());

    assertThat(census().waiting()).extracting(LinkReader.Scan::top).containsExactly(top);
  }

  @Test
  void itIsDoneWhenEverythingCouldBeRead() throws Exception {
    failing("locked");
    LinkCensus.Outcome unused = census();
    kernel.setFault((call, arguments) -> 0);

    assertThat(census().waiting()).isEmpty();
    assertThat(scans()).isEmpty();
    try (JournalReader reader = store.openReader()) {
      assertThat(reader.links().totals().names()).isEqualTo(2);
    }
  }
}
