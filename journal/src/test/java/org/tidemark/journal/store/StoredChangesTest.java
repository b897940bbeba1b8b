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
import static org.tidemark.journal.store.StoreFixture.name;
import static org.tidemark.journal.store.StoreFixture.path;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** One row for each path, and what readers see of it. */
class StoredChangesTest {
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
}
