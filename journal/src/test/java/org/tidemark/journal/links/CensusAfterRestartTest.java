package org.tidemark.journal.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.walk.WalkPace;

/** Hazard 4: a census goes on after a restart with the parts that it had not read. */
class CensusAfterRestartTest {
  /** As many as make a part worth a row, see {@link CensusVisitor#completed}. */
  private static final int DIRECTORIES = 1_000;

  @TempDir private Path folder;

  private final KernelWithFaults kernel = new KernelWithFaults();
  private SqliteJournalStore store;
  private PathBytes root;
  private PathBytes top;

  @BeforeEach
  void twoPartsWithALinkedFileInEach() throws Exception {
    Path data = folder.toRealPath().resolve("data");
    Path inside = data.resolve("inside");
    plant(inside.resolve("one"));
    plant(inside.resolve("two"));
    root = PathBytes.ofUtf8(data.toString());
    // Not the root itself: a single thread reads it, one part after the other.
    top = PathBytes.ofUtf8(inside.toString());
    store = opened();
    store.writeLinks(out -> out.scan(top));
  }

  private static void plant(Path part) throws IOException {
    String name = part.getFileName().toString();
    for (int i = 0; i < DIRECTORIES; i++) {
      Files.createDirectories(part.resolve(name + i));
    }
    Files.createLink(part.resolve("link"), Files.writeString(part.resolve("file"), "1"));
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  private SqliteJournalStore opened() throws Exception {
    return SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
  }

  private LinkCensus.Outcome census(CurrentWalk walk) throws Exception {
    return new LinkCensus(kernel.kernel(), new StoredLinks(store, root), Clock.systemUTC())
        .run(walk);
  }

  private List<String> parts() throws StoreException {
    try (JournalReader reader = store.openReader()) {
      return reader.links().scannedParts().stream().map(part -> text(part.name())).toList();
    }
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Notes in their order the names that are opened. */
  private List<String> noting(Consumer<List<String>> seen) {
    List<String> opened = new ArrayList<>();
    kernel.setFault(
        (call, arguments) -> {
          if (call.equals("openat2")) {
            opened.add(text((byte[]) arguments[1]));
            seen.accept(opened);
          }
          return 0;
        });
    return opened;
  }

  /** Ends the daemon when the census comes to the second of the two parts; gives the first. */
  private String endAtTheSecond() throws Exception {
    CurrentWalk walk = new CurrentWalk(WalkPace.FULL);
    List<String> opened =
        noting(
            names -> {
              if (names.contains("one") && names.contains("two")) {
                walk.stop();
              }
            });
    assertThat(census(walk).through()).isFalse();
    store.close();
    store = opened();
    return opened.contains("one0") ? "one" : "two";
  }

  @Test
  void aPartThatWasReadIsNotReadAgain() throws Exception {
    String first = endAtTheSecond();
    String second = first.equals("one") ? "two" : "one";
    assertThat(parts()).containsExactly(first);

    List<String> opened = noting(names -> {});
    LinkCensus.Outcome outcome = census(new CurrentWalk(WalkPace.FULL));

    assertThat(outcome.through()).isTrue();
    assertThat(opened).contains(second, second + "7").doesNotContain(first, first + "7");
    assertThat(parts()).isEmpty();
    try (JournalReader reader = store.openReader()) {
      assertThat(reader.links().scans()).isEmpty();
      assertThat(reader.links().totals().names()).isEqualTo(4);
    }
  }

  @Test
  void aGapInBetweenMakesItReadAllOfItAgain() throws Exception {
    String first = endAtTheSecond();
    // As the indexer does when a gap ended.
    store.writeLinks(
        out -> {
          out.forgetParts();
          out.scan(top);
        });

    List<String> opened = noting(names -> {});
    LinkCensus.Outcome unused = census(new CurrentWalk(WalkPace.FULL));

    assertThat(opened).contains(first + "7");
  }
}
