package org.tidemark.journal.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.LinkReader.FileFacts;
import org.tidemark.journal.store.LinkedFile;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.walk.WalkPace;

/**
 * Hazard 4: a name that a census passed by while its file had no other, or did not come to, is not
 * taken for one that lies elsewhere: a list would then leave it out for good.
 */
class PassedByTest {
  @TempDir private Path folder;

  private final KernelWithFaults kernel = new KernelWithFaults();
  private SqliteJournalStore store;
  private Path data;
  private Path below;
  private Path old;

  @BeforeEach
  void aFileAndADirectory() throws Exception {
    data = Files.createDirectory(folder.toRealPath().resolve("data"));
    below = Files.createDirectory(data.resolve("below"));
    old = Files.writeString(data.resolve("old"), "1");
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  private static PathBytes bytes(Path path) {
    return PathBytes.ofUtf8(path.toString());
  }

  /** The census begins so much later than it is. */
  private void census(Duration later) throws Exception {
    Clock clock = Clock.offset(Clock.systemUTC(), later);
    LinkCensus.Outcome outcome =
        new LinkCensus(kernel.kernel(), new StoredLinks(store, bytes(data)), clock)
            .run(new CurrentWalk(WalkPace.FULL));
    assertThat(outcome.through()).isTrue();
  }

  private FileFacts facts(Path path) throws StoreException {
    FileStat stat = new FileStat();
    int unused = kernel.kernel().statx(Kernel.AT_FDCWD, bytes(path).bytes(), 0, stat);
    try (JournalReader reader = store.openReader()) {
      return reader.links().factsOf(new LinkedFile(stat.device(), stat.inode())).orElseThrow();
    }
  }

  private void assertSearchedFor(Path path) throws StoreException {
    assertThat(facts(path).wanted()).isTrue();
    assertThat(facts(path).elsewhere()).isZero();
  }

  @Test
  void aNameOutsideTheTreeThatWasReadIsSearchedFor() throws Exception {
    Files.createLink(below.resolve("new"), old);
    store.writeLinks(out -> out.scan(bytes(below)));

    census(Duration.ofDays(1));

    assertSearchedFor(old);
  }

  @Test
  void aNameOfAFileThatGotItsSecondLinkBehindTheWalkIsSearchedFor() throws Exception {
    byte[] name = "below".getBytes(StandardCharsets.US_ASCII);
    kernel.setFault(
        (call, arguments) -> {
          boolean opens = call.startsWith("openat") && Arrays.equals((byte[]) arguments[1], name);
          if (opens && !Files.exists(below.resolve("new"))) {
            link();
          }
          return 0;
        });
    store.writeLinks(out -> out.scan(bytes(data)));

    census(Duration.ZERO);

    assertSearchedFor(old);
  }

  private void link() {
    try {
      Files.createLink(below.resolve("new"), old);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aNameInAPartThatAnEarlierCensusReadIsSearchedFor() throws Exception {
    Path part = Files.createDirectory(data.resolve("part"));
    Path early = Files.writeString(part.resolve("early"), "1");
    Files.createLink(below.resolve("new"), early);
    store.writeLinks(
        out -> {
          out.scan(bytes(data));
          out.scannedPart(bytes(part));
        });

    census(Duration.ofDays(1));

    assertSearchedFor(early);
  }

  @Test
  void whatEventsToldSinceAnEarlierCensusReadThatPartIsStillSearchedFor() throws Exception {
    Files.createLink(below.resolve("new"), old);
    FileStat stat = new FileStat();
    int unused = kernel.kernel().statx(Kernel.AT_FDCWD, bytes(old).bytes(), 0, stat);
    store.writeLinks(
        out -> {
          out.scan(bytes(data));
          out.scannedPart(bytes(data));
          out.note(new LinkedFile(stat.device(), stat.inode()), 2, null);
        });

    census(Duration.ofDays(1));

    assertSearchedFor(old);
  }

  @Test
  void aNameThatTheWholeCensusDidNotMeetLiesElsewhere() throws Exception {
    Files.createLink(folder.resolve("outside"), old);
    store.writeLinks(out -> out.scan(bytes(data)));

    census(Duration.ofDays(1));

    assertThat(facts(old).wanted()).isFalse();
    assertThat(facts(old).elsewhere()).isEqualTo(1);
  }

  @Test
  void aFileOfWhichAllNamesWereMetIsNotSearchedFor() throws Exception {
    Files.createLink(below.resolve("new"), old);
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    store.writeLinks(out -> out.scan(bytes(data)));

    census(Duration.ZERO);

    assertThat(facts(old).wanted()).isFalse();
    assertThat(facts(old).elsewhere()).isZero();
  }
}
