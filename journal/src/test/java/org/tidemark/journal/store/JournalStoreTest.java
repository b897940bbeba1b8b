package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tidemark.journal.model.ChangeBits.ATTRIBUTES;
import static org.tidemark.journal.model.ChangeBits.CONTENT;
import static org.tidemark.journal.model.ChangeBits.CONTENTS;
import static org.tidemark.journal.model.ChangeBits.CREATED;
import static org.tidemark.journal.model.ChangeBits.DIRECTORY;
import static org.tidemark.journal.model.ChangeBits.MOVED_IN;
import static org.tidemark.journal.model.ChangeBits.REMOVED;
import static org.tidemark.journal.model.ChangeBits.SUBTREE;
import static org.tidemark.journal.store.StoreFixture.CONSUMER;
import static org.tidemark.journal.store.StoreFixture.name;
import static org.tidemark.journal.store.StoreFixture.path;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;

/** What the rest of the program relies on. */
class JournalStoreTest {
  @TempDir Path scratch;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
  }

  @AfterEach
  void close() throws StoreException {
    fixture.close();
  }

  // --- changes ---------------------------------------------------------------------------------

  @Test
  void aPathHasOneRowWithItsLatestSequenceNumberAndAllItsBits() throws Exception {
    fixture.change("/data/a", CREATED);
    long last = fixture.change("/data/a", CONTENT);

    assertThat(fixture.rowsAfter(0))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.sequence()).isEqualTo(last);
              assertThat(row.bits()).isEqualTo(CREATED | CONTENT);
              assertThat(row.created()).isEqualTo(last - 1);
            });
  }

  @Test
  void rowsComeInTreeOrderWhateverTheOrderOfTheirEvents() throws Exception {
    List<String> inOrder =
        List.of(
            "/a", "/a%20b", "/a-b", "/a/x", "/a/x/1", "/a/x/2", "/a/x!/1", "/a%20b/y", "/a-b/z");
    for (int at = inOrder.size() - 1; at >= 0; at--) {
      PathBytes changed = PathBytes.ofText(inOrder.get(at));
      fixture.store.append(
          out -> out.change(changed.parent(), changed.name(), CONTENT, Reason.CHANGED, null));
    }
    List<StoreFixture.Row> rows = fixture.rowsAfter(0);

    assertThat(rows).extracting(row -> row.path().toString()).hasSameElementsAs(inOrder);
    assertThat(rows).extracting(StoreFixture.Row::directory).isSorted();
    assertThat(fixture.pathsAfter(0)).startsWith("/a", "/a%20b", "/a-b", "/a/x", "/a/x/1");
  }

  @Test
  void namesOfAnyBytesComeBackUnchanged() throws Exception {
    String hostile = "\u0001\n\\ %#\u00ff\u0080'";
    String longest = "\u00ff".repeat(255);
    fixture.store.append(
        out -> {
          out.change(path("/" + hostile), name(longest), CONTENT, Reason.CHANGED, null);
          out.change(PathBytes.ROOT, name(hostile), CONTENT, Reason.CHANGED, null);
        });
    fixture.reopen();

    assertThat(fixture.rowsAfter(0))
        .extracting(row -> row.path().latin1())
        .containsExactly("/" + hostile, "/" + hostile + "/" + longest);
  }

  @Test
  void theRootItselfIsARowWithoutName() throws Exception {
    fixture.store.append(
        out -> out.change(PathBytes.ROOT, new byte[0], ATTRIBUTES, Reason.CHANGED, null));

    assertThat(fixture.pathsAfter(0)).containsExactly("/");
  }

  @Test
  void aLaterChmodDoesNotMakeAMovedDirectorySubtreeAgain() throws Exception {
    long moved = fixture.change("/d", MOVED_IN | DIRECTORY | SUBTREE, Reason.MOVED_IN);
    fixture.change("/d", ATTRIBUTES | DIRECTORY);

    assertThat(fixture.rowsAfter(moved))
        .singleElement()
        .satisfies(row -> assertThat(row.subtree()).isEqualTo(moved));
  }

  @Test
  void aDirectoryCreatedWhereOneWasRemovedIsSubtree() throws Exception {
    fixture.change("/d", REMOVED | DIRECTORY);
    long created = fixture.change("/d", CREATED | DIRECTORY);

    assertThat(fixture.rowsAfter(0))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.subtree()).isEqualTo(created);
              assertThat(row.reason()).isEqualTo(Reason.RECREATED);
              assertThat(row.bits() & (SUBTREE | REMOVED)).isEqualTo(SUBTREE | REMOVED);
            });
  }

  @Test
  void aFileCreatedWhereOneWasRemovedIsNotSubtree() throws Exception {
    fixture.change("/f", REMOVED);
    fixture.change("/f", CREATED);

    assertThat(fixture.rowsAfter(0)).singleElement().matches(row -> row.subtree() == 0);
  }

  @Test
  void theReasonOfSubtreeIsNotLostToALaterContents() throws Exception {
    fixture.change("/d", DIRECTORY | SUBTREE, Reason.QUEUE_OVERFLOW);
    long collapsed = fixture.change("/d", DIRECTORY | CONTENTS, Reason.COLLAPSED);

    assertThat(fixture.rowsAfter(0)).extracting("reason").containsExactly(Reason.QUEUE_OVERFLOW);
    assertThat(fixture.rowsAfter(collapsed - 1))
        .extracting("reason")
        .containsExactly(Reason.COLLAPSED);
  }

  @Test
  void aPlainChangeKeepsTheReason() throws Exception {
    fixture.change("/d", DIRECTORY | SUBTREE, Reason.MOVED_IN);
    fixture.change("/d", DIRECTORY | ATTRIBUTES);

    assertThat(fixture.rowsAfter(0)).extracting("reason").containsExactly(Reason.MOVED_IN);
  }

  @Test
  void handlesOfAllObjectsBehindANameAreKeptTheNewestFirst() throws Exception {
    PathBytes directory = path("/d");
    byte[] handle = {1, 2, 3};
    fixture.store.append(
        out -> {
          out.change(directory, name("f"), CONTENT, Reason.CHANGED, new byte[] {9});
          out.change(directory, name("f"), CONTENT, Reason.CHANGED, handle);
          out.change(directory, name("f"), CONTENT, Reason.CHANGED, new byte[] {9});
          out.change(directory, name("f"), REMOVED, Reason.CHANGED, null);
        });

    assertThat(fixture.rowsAfter(0))
        .singleElement()
        .matches(row -> row.handle().equals("01020309"));
  }

  @Test
  void renamesAreGivenBackOldestFirst() throws Exception {
    fixture.store.append(
        out -> {
          out.renamed(path("/z"), path("/y"));
          out.renamed(path("/y"), path("/x"));
        });
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.renamesAfter(0)).extracting("to").containsExactly(path("/y"), path("/x"));
      assertThat(reader.renamesAfter(1)).extracting("to").containsExactly(path("/x"));
    }
  }

  @Test
  void aBatchThatFailsLeavesNothingAndItsNumbersAreNotReused() throws Exception {
    long before = fixture.change("/kept", CONTENT);
    assertThatThrownBy(
            () ->
                fixture.store.append(
                    out -> {
                      out.change(path("/new"), name("lost"), CONTENT, Reason.CHANGED, null);
                      throw new IllegalStateException("writer broke off");
                    }))
        .hasMessage("writer broke off");
    long after = fixture.change("/new/again", CONTENT);

    assertThat(after).isGreaterThan(before + 1);
    assertThat(fixture.pathsAfter(0)).containsExactly("/kept", "/new/again");
  }

  @Test
  void aReaderSeesNothingOfABatchThatIsStillOpen() throws Exception {
    fixture.change("/a", CONTENT);
    fixture.store.append(
        out -> {
          out.change(path("/"), name("b"), CONTENT, Reason.CHANGED, null);
          assertThat(fixture.pathsAfter(0)).containsExactly("/a");
        });

    assertThat(fixture.pathsAfter(0)).containsExactly("/a", "/b");
  }

  @Test
  void aLongReadDoesNotBlockTheWriter() throws Exception {
    fixture.fill("/d", 100);
    int[] seen = {0};
    try (JournalReader reader = fixture.store.openReader()) {
      reader.changesAfter(
          0,
          (directory, name, sequence, bits, created, subtree, contents, reason, handle) -> {
            seen[0]++;
            fixture.change("/written-" + seen[0], CONTENT);
          });
    }

    assertThat(seen[0]).isEqualTo(100);
    assertThat(fixture.rowsAfter(0)).hasSize(200);
  }

  @Test
  void countingStopsAtItsLimit() throws Exception {
    long half = fixture.fill("/d", 50);
    fixture.fill("/e", 50);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.countAfter(0, 70)).isEqualTo(70);
      assertThat(reader.countAfter(half, 70)).isEqualTo(50);
      assertThat(reader.size().rows()).isEqualTo(100);
      assertThat(reader.size().walBytes()).isPositive();
    }
  }

  // --- gaps ------------------------------------------------------------------------------------

  @Test
  void anOpenGapIsGivenBackAsItIs() throws Exception {
    Gap first = fixture.store.openGap(path("/data"), Reason.QUEUE_OVERFLOW);
    fixture.pass(5_000);

    assertThat(fixture.store.openGap(path("/data"), Reason.QUEUE_OVERFLOW)).isEqualTo(first);
    assertThat(fixture.store.openGap(path("/data"), Reason.DAEMON_DOWN, 77))
        .satisfies(gap -> assertThat(gap.id()).isNotEqualTo(first.id()))
        .satisfies(gap -> assertThat(gap.beginMillis()).isEqualTo(77));
  }

  @Test
  void aClosedGapCountsForWindowsThatBeganBeforeItsEnd() throws Exception {
    fixture.store.openGap(path("/data"), Reason.QUEUE_OVERFLOW);
    fixture.store.closeGap(path("/data"), Reason.QUEUE_OVERFLOW);
    long end = fixture.store.lastSequence();
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.gapsAfter(end - 1)).singleElement().matches(gap -> !gap.isOpen());
      assertThat(reader.gapsAfter(end)).isEmpty();
    }
    fixture.store.openGap(path("/data"), Reason.QUEUE_OVERFLOW);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.gapsAfter(Long.MAX_VALUE - 1)).singleElement().matches(Gap::isOpen);
    }
  }

  // --- consumers and windows -------------------------------------------------------------------

  @Test
  void aFullMovesBothBasesAnIncrementalOnlyItsOwn() throws Exception {
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, 10).id());
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.INCREMENTAL, 10, 20).id());
    ConsumerRow consumer = fixture.store.consumer(CONSUMER).orElseThrow();

    assertThat(consumer.fullBase()).hasValue(10);
    assertThat(consumer.incrementalBase()).hasValue(20);
  }

  @Test
  void windowsMayBeCommittedInAnyOrderAndTheBaseNeverGoesBack() throws Exception {
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, 10).id());
    WindowRow early = fixture.addWindow(CONSUMER, Level.INCREMENTAL, 10, 20);
    WindowRow late = fixture.addWindow(CONSUMER, Level.INCREMENTAL, 10, 30);
    fixture.store.commit(late.id());
    fixture.store.commit(early.id());
    fixture.store.commit(early.id());

    assertThat(fixture.store.consumer(CONSUMER).orElseThrow().incrementalBase()).hasValue(30);
  }

  @Test
  void anAbortedWindowLeavesTheBaseAndCannotBeCommitted() throws Exception {
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, 10).id());
    WindowRow window = fixture.addWindow(CONSUMER, Level.INCREMENTAL, 10, 20);
    fixture.store.end(window.id(), WindowState.ABORTED);

    assertThatThrownBy(() -> fixture.store.commit(window.id()))
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining("ABORTED");
    assertThat(fixture.store.consumer(CONSUMER).orElseThrow().incrementalBase()).hasValue(10);
  }

  @Test
  void aWindowComesBackAsItWasAdded() throws Exception {
    fixture.store.addConsumer(CONSUMER, List.of(), "");
    WindowRow added =
        fixture.store.addWindow(
            new JournalStore.NewWindow(
                CONSUMER,
                "job 7",
                Level.CUMULATIVE,
                Level.FULL,
                0,
                5,
                true,
                path("/data"),
                path("/snap\u00ff")));
    fixture.store.markListed(added.id(), 42);
    fixture.reopen();
    WindowRow found = fixture.store.windowByKey(CONSUMER, "job 7").orElseThrow();

    assertThat(found.state()).isEqualTo(WindowState.LISTED);
    assertThat(found.entries()).isEqualTo(42);
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("state", "entries")
        .isEqualTo(added);
    assertThat(fixture.store.windowByKey(CONSUMER, "job 8")).isEmpty();
  }

  @Test
  void theNewestWindowOfAKeyIsTheOneThatCounts() throws Exception {
    WindowRow first = fixture.addWindow(CONSUMER, Level.FULL, 0, 10);
    WindowRow second = fixture.addWindow(CONSUMER, Level.FULL, 0, 11);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.windows()).extracting("id").containsExactly(second.id(), first.id());
    }
    assertThat(fixture.store.windowByKey(CONSUMER, "").orElseThrow()).isEqualTo(second);
  }

  @Test
  void aForgottenConsumerTakesItsWindowsAlong() throws Exception {
    WindowRow window = fixture.addWindow(CONSUMER, Level.FULL, 0, 10);

    assertThat(fixture.store.forgetConsumer(CONSUMER)).isTrue();
    assertThat(fixture.store.forgetConsumer(CONSUMER)).isFalse();
    assertThat(fixture.store.window(window.id())).isEmpty();
  }

  @Test
  void hazard3AConsumerKeepsItsPathsAndDestinationAndIsNotAddedTwice() throws Exception {
    List<PathBytes> paths = List.of(path("/data/b"), path("/data/a\u00ff"));
    fixture.store.addConsumer(CONSUMER, paths, "disk A");
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, 10).id());
    fixture.reopen();

    assertThatThrownBy(() -> fixture.store.addConsumer(CONSUMER, List.of(), "disk B"))
        .isInstanceOf(StoreException.class);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.consumers())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.paths()).isEqualTo(paths);
                assertThat(row.destination()).isEqualTo("disk A");
                assertThat(row.fullBase()).hasValue(10);
              });
      assertThat(reader.consumer(CONSUMER)).isEqualTo(fixture.store.consumer(CONSUMER));
    }
  }

  // --- settings and time -----------------------------------------------------------------------

  @Test
  void settingsOutliveTheStore() throws Exception {
    fixture.store.putSetting("roots", "/a");
    fixture.store.putSetting("roots", "/a\n/b");
    fixture.reopen();

    assertThat(fixture.store.setting("roots")).contains("/a\n/b");
    assertThat(fixture.store.setting("other")).isEmpty();
  }

  @Test
  void aTimeGivesTheLastNumberThatWasReachedByThen() throws Exception {
    long start = fixture.millis();
    long first = noteChange();
    fixture.pass(60_000);
    long second = noteChange();
    fixture.pass(60_000);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.sequenceAt(start - 1)).isZero();
      assertThat(reader.sequenceAt(start + 59_999)).isEqualTo(first);
      assertThat(reader.sequenceAt(start + 60_000)).isEqualTo(second);
    }
  }

  @Test
  void aClockThatWasSetBackGivesTheEarlierPlace() throws Exception {
    long start = fixture.millis();
    long first = noteChange();
    fixture.pass(3_600_000);
    noteChange();
    fixture.pass(-1_800_000);
    noteChange();
    fixture.pass(3_600_000);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.sequenceAt(start + 2_000_000)).isEqualTo(first);
    }
  }

  private long noteChange() throws StoreException {
    long sequence = fixture.change("/f", CONTENT);
    fixture.store.noteClock(fixture.millis());
    return sequence;
  }

  @Test
  void theLastNumberOutlivesAllRows() throws Exception {
    fixture.change("/f", CONTENT);
    fixture.store.noteClock(fixture.millis());
    fixture.retainAll(StoreFixture.NO_CAPS);
    long last = fixture.store.lastSequence();
    fixture.reopen();

    assertThat(fixture.rowsAfter(0)).isEmpty();
    assertThat(fixture.store.lastSequence()).isEqualTo(last);
    assertThat(fixture.change("/g", CONTENT)).isGreaterThan(last);
  }

  @Test
  void nobodyElseMayReadTheJournal() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.state)))
        .isEqualTo("rwx------");
    for (String file : List.of("journal.db", "journal.db-wal")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(fixture.state.resolve(file))))
          .isEqualTo("rw-------");
    }
  }
}
