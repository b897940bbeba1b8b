package org.tidemark.journal.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceSet;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.store.StoreWithFaults;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/** Ingest between the real kernel and the real store. */
class IngestTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final Kernel kernel = new NativeKernel();
  private final List<Throwable> fatal = new ArrayList<>();
  @TempDir private Path folder;
  private ByteTree tree;
  private Root root;
  private SqliteJournalStore store;
  private Ingest ingest;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(kernel.effectiveUser() == 0, "fanotify filesystem marks need root");
    Path watched = Files.createDirectory(folder.toRealPath().resolve("tree"));
    tree = new ByteTree(PathBytes.ofUtf8(watched.toString()));
    root = new Root(tree.top(), tree.top(), false, Exclusions.of(List.of("*.skip")));
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
  }

  /** Nothing is flushed but by a barrier, so that a test decides when. */
  private void follow(SourceChoice choice, long pendingBytes) throws Exception {
    SourceSet unused = follow(choice, pendingBytes, store);
  }

  private SourceSet follow(SourceChoice choice, long pendingBytes, JournalStore kept)
      throws Exception {
    IngestSettings settings =
        new IngestSettings(NEVER, pendingBytes, 1 << 20, 5, Long.MAX_VALUE / 2, Map.of());
    ingest = new Ingest(kernel, kept, List.of(root), settings, fatal::add);
    SourceSet sources =
        new SourceSet(
            kernel, List.of(root), choice, ingest.sink(), ingest.drain(), (old, now) -> {});
    ingest.onMaintain(sources::maintain);
    ingest.run(
        owned -> {
          sources.start();
          return null;
        },
        DEADLINE);
    return sources;
  }

  @AfterEach
  void close() throws Exception {
    if (ingest != null) {
      ingest.close();
    }
    if (store != null) {
      store.close();
    }
    assertThat(fatal).isEmpty();
  }

  private Map<String, Integer> rows(long after) throws Exception {
    Map<String, Integer> found = new TreeMap<>();
    try (JournalReader reader = store.openReader()) {
      reader.changesAfter(
          after,
          (directory, name, sequence, bits, created, subtree, contents, reason, handle) ->
              found.put(
                  new String(
                      directory.child(name).relativeTo(tree.top()), StandardCharsets.ISO_8859_1),
                  bits));
    }
    return found;
  }

  @Test
  void hazard6TheBarrierCountsEventsAndNotBytesSoNothingQueuedIsLeftBehind() throws Exception {
    follow(SourceChoice.FANOTIFY, 32 << 20);
    for (int round = 0; round < 5; round++) {
      long before = store(SqliteJournalStore::lastSequence);
      for (int file = 0; file < 2000; file++) {
        tree.create("a-name-that-makes-events-long-" + round + "-" + file, new byte[0]);
      }
      long end = ingest.flush(DEADLINE);
      String part = "-" + round + "-";
      assertThat(rows(before).keySet().stream().filter(name -> name.contains(part))).hasSize(2000);
      assertThat(end).isGreaterThanOrEqualTo(before + 2000);
    }
  }

  @Test
  void hazard6TheSameOnInotifyWhoseQueueIsCountedInBytes() throws Exception {
    follow(SourceChoice.INOTIFY, 32 << 20);
    for (int file = 0; file < 2000; file++) {
      tree.create("file" + file, new byte[0]);
    }
    long unused = ingest.flush(DEADLINE);
    assertThat(rows(0)).hasSizeGreaterThanOrEqualTo(2000);
  }

  private <T> T store(Function<SqliteJournalStore, T> question) throws TidemarkException {
    return ingest.run(owned -> question.apply((SqliteJournalStore) owned), DEADLINE);
  }

  @ParameterizedTest
  @EnumSource(names = {"FANOTIFY", "INOTIFY"})
  void hazard19OwnAttributeChangesAreDroppedAndOthersOnTheSameNameAreNot(SourceChoice choice)
      throws Exception {
    tree.create("ours", new byte[1]);
    tree.create("touched-by-both", new byte[1]);
    tree.create("theirs", new byte[1]);
    follow(choice, 32 << 20);
    long before = ingest.flush(DEADLINE);
    refreshChangeTime("theirs");
    long seen = ingest.flush(DEADLINE);
    assertThat(rows(before)).as("a change that nobody noted as ours").containsKey("theirs");

    note(refreshChangeTime("ours"), "ours");
    note(refreshChangeTime("touched-by-both"), "touched-by-both");
    tree.chmod("touched-by-both", 0600);
    long unused = ingest.flush(DEADLINE);
    assertThat(rows(seen)).containsKey("touched-by-both").doesNotContainKey("ours");
  }

  /** Between a look at a file's times and the setting of them, or within the same tick. */
  @Test
  void hazard19WhatAnotherProcessDidIsNotOursThoughTheTimeIsTheOneThatWeSet() throws Exception {
    tree.create("both", new byte[1]);
    follow(SourceChoice.FANOTIFY, 32 << 20);
    long before = ingest.flush(DEADLINE);
    Programs.run("chmod", "600", tree.path("both").toString()).orFail();
    note(refreshChangeTime("both"), "both");
    long unused = ingest.flush(DEADLINE);
    assertThat(rows(before)).containsEntry("both", ChangeBits.ATTRIBUTES);
  }

  @Test
  void hazard19DirectoriesWhoseAttributesWereRestoredAreRecordedWhoeverDidIt() throws Exception {
    tree.mkdir("restored");
    follow(SourceChoice.FANOTIFY, 32 << 20);
    long before = ingest.flush(DEADLINE);
    tree.chmod("restored", 0700);
    tree.setModified("restored", 1_000_000_000L, 5);
    long unused = ingest.flush(DEADLINE);
    assertThat(rows(before)).containsKey("restored");
  }

  /** Sets the times to what they are, which moves ctime and is an ATTRIB event; the new ctime. */
  private long refreshChangeTime(String name) {
    byte[] path = tree.path(name).bytes();
    FileStat stat = new FileStat();
    assertThat(kernel.statx(Kernel.AT_FDCWD, path, Flags.AT_SYMLINK_NOFOLLOW, stat)).isZero();
    long[] times = {
      stat.accessSeconds(), stat.accessNanos(), stat.modifySeconds(), stat.modifyNanos()
    };
    assertThat(kernel.utimensat(Kernel.AT_FDCWD, path, times, Flags.AT_SYMLINK_NOFOLLOW)).isZero();
    assertThat(kernel.statx(Kernel.AT_FDCWD, path, Flags.AT_SYMLINK_NOFOLLOW, stat)).isZero();
    return stat.changeTime();
  }

  private void note(long changeTime, String name) {
    ingest.ownChanges().note(tree.path(name), changeTime);
  }

  @Test
  void excludedNamesAndOtherTreesMakeNoRows() throws Exception {
    follow(SourceChoice.FANOTIFY, 32 << 20);
    Path beside = Files.writeString(folder.resolve("beside"), "x");
    tree.create("kept", new byte[0]);
    tree.create("left.skip", new byte[0]);
    tree.mkdir("dir.skip");
    tree.create("dir.skip/below", new byte[0]);
    long unused = ingest.flush(DEADLINE);
    assertThat(rows(0).keySet()).containsExactly("kept");
    assertThat(beside).exists();
  }

  @Test
  void hazard2ANameThatCameAndWentIsARowThatSaysRemoved() throws Exception {
    follow(SourceChoice.FANOTIFY, 32 << 20);
    tree.create("short-lived", new byte[0]);
    tree.unlink("short-lived");
    long unused = ingest.flush(DEADLINE);
    assertThat(rows(0).get("short-lived") & ChangeBits.REMOVED).isNotZero();
  }

  @Test
  void theDrainerGoesOnWhileTheStoreHangsAndEverythingIsThereAfterwards() throws Exception {
    follow(SourceChoice.FANOTIFY, 32 << 20);
    CountDownLatch release = new CountDownLatch(1);
    Thread hang = hangUntil(release);
    for (int file = 0; file < 3000; file++) {
      tree.create("while-hanging-" + file, new byte[0]);
    }
    Eventually.await("the ring fills", () -> ingest.backlogBytes() > 100_000);
    release.countDown();
    hang.join();
    long unused = ingest.flush(DEADLINE);
    assertThat(rows(0)).hasSizeGreaterThanOrEqualTo(3000);
  }

  @Test
  void whatWaitsIsCountedAndItsAgeGrowsWhileTheStoreHangs() throws Exception {
    follow(SourceChoice.FANOTIFY, 32 << 20);
    ingest.beginVouching();
    CountDownLatch release = new CountDownLatch(1);
    Thread hang = hangUntil(release);
    for (int file = 0; file < 12_000; file++) {
      tree.create("while-hanging-" + file, new byte[0]);
    }
    Eventually.await("the kernel's queue fills", () -> ingest.kernelEvents() > 1000);
    Eventually.await("all of it is old", () -> ingest.lagMillis() > 2000);
    release.countDown();
    hang.join();

    long unused = ingest.flush(DEADLINE);
    Eventually.await("nothing waits", () -> ingest.kernelEvents() == 0);
    // What others do on this filesystem would wait for ever, since nothing flushes by itself here.
    Eventually.await("nothing is old", this::isUpToDateAfterFlush);
  }

  private boolean isUpToDateAfterFlush() {
    try {
      return ingest.flush(DEADLINE) > 0 && ingest.lagMillis() < 2000;
    } catch (TidemarkException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStoreThatDoesNotAnswerIsSaidWithinTheDeadline() throws Exception {
    follow(SourceChoice.FANOTIFY, 32 << 20);
    CountDownLatch release = new CountDownLatch(1);
    Thread hang = hangUntil(release);
    try {
      assertThatThrownBy(() -> ingest.flush(Duration.ofMillis(300)))
          .isInstanceOf(TidemarkException.class)
          .hasMessageContaining("did not answer");
    } finally {
      release.countDown();
      hang.join();
    }
  }

  /** The thread that owns the store waits from here on, as for a stuck disk. */
  private Thread hangUntil(CountDownLatch release) throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    Thread hang = new Thread(() -> occupyStore(hanging, release));
    hang.start();
    hanging.await();
    return hang;
  }

  private void occupyStore(CountDownLatch hanging, CountDownLatch release) {
    try {
      ingest.run(
          owned -> {
            hanging.countDown();
            awaitQuietly(release);
            return null;
          },
          DEADLINE);
    } catch (TidemarkException e) {
      fatal.add(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void lossesBecomeDurableGaps() throws Exception {
    follow(SourceChoice.FANOTIFY, 32 << 20);
    long before = ingest.flush(DEADLINE);
    ingest.run(
        owned -> {
          ingest.sink().gap(PathBytes.ROOT, Reason.QUEUE_OVERFLOW);
          ingest.sink().gapOpened(tree.path("sub"), Reason.WATCH_LIMIT);
          return null;
        },
        DEADLINE);
    try (JournalReader reader = store.openReader()) {
      List<Gap> gaps = reader.gapsAfter(before);
      assertThat(gaps).extracting(Gap::reason).contains(Reason.QUEUE_OVERFLOW, Reason.WATCH_LIMIT);
      assertThat(gaps)
          .filteredOn(gap -> gap.reason() == Reason.QUEUE_OVERFLOW)
          .allSatisfy(gap -> assertThat(gap.path()).isEqualTo(tree.top()))
          .allSatisfy(gap -> assertThat(gap.isOpen()).isFalse());
      assertThat(gaps)
          .filteredOn(gap -> gap.reason() == Reason.WATCH_LIMIT)
          .allSatisfy(gap -> assertThat(gap.isOpen()).isTrue());
    }
  }

  @Test
  void whatWaitsForTheStoreIsNotLostWithTheSourceThatSawIt() throws Exception {
    StoreWithFaults faults = new StoreWithFaults(store);
    SourceSet sources = follow(SourceChoice.FANOTIFY, 32 << 20, faults.store());
    faults.fail("append");
    tree.create("seen", new byte[0]);
    assertThatThrownBy(() -> ingest.flush(DEADLINE)).isInstanceOf(StoreException.class);
    ingest.run(
        owned -> {
          sources.close();
          return null;
        },
        DEADLINE);
    assertThatThrownBy(() -> ingest.flush(DEADLINE)).isInstanceOf(StoreException.class);
    faults.fail();

    long unused = ingest.flush(DEADLINE);
    assertThat(rows(0)).containsKey("seen");
  }
}
