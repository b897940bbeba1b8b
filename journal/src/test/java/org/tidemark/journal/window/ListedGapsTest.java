package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.WindowRow;

/** What cannot be vouched for is listed as a tree, and a tree covers what lies in it. */
class ListedGapsTest {
  private static final int NEW_DIRECTORY = ChangeBits.CREATED | ChangeBits.DIRECTORY;
  private static final int GONE_DIRECTORY = ChangeBits.REMOVED | ChangeBits.DIRECTORY;
  @TempDir Path temp;
  private WindowFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new WindowFixture(temp);
  }

  @AfterEach
  void close() throws Exception {
    on.close();
  }

  @Test
  void aMissingRootIsAGapAndNeverARemoval() throws Exception {
    on.full();
    on.removed("a/b");
    Files.delete(on.data);
    List<Entry> entries = entries();
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).kind()).isEqualTo(EntryKind.SUBTREE);
    assertThat(entries.get(0).path()).isEqualTo(on.top());
    assertThat(entries.get(0).reason()).isEqualTo(Reason.ROOT_MISSING);
  }

  @Test
  void aMissingPathOfTheConsumerIsAGapAndNeverARemoval() throws Exception {
    on.write("p/f");
    on.full(on.at("p"));
    Files.delete(on.data.resolve("p/f"));
    Files.delete(on.data.resolve("p"));
    on.removed("p/f");
    on.row("p", GONE_DIRECTORY, Reason.CHANGED);
    assertThat(on.incremental()).containsExactly("S p");
  }

  @Test
  void aDirectoryMovedInIsASubtreeAndCoversItsRows() throws Exception {
    on.full();
    on.write("new/f");
    on.write("new2");
    on.row("new", ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, Reason.MOVED_IN);
    on.changed("new/f");
    on.removed("new/g");
    on.changed("new2");
    assertThat(on.incremental()).containsExactly("S new", "O new2");
    assertThat(entries().get(0).reason()).isEqualTo(Reason.MOVED_IN);
  }

  @Test
  void aDirectoryRemovedAndMadeAgainIsASubtree() throws Exception {
    on.write("d/f");
    on.full();
    on.row("d", GONE_DIRECTORY, Reason.CHANGED);
    on.row("d", NEW_DIRECTORY, Reason.CHANGED);
    assertThat(on.incremental()).containsExactly("S d");
    assertThat(entries().get(0).reason()).isEqualTo(Reason.RECREATED);
  }

  @Test
  void hazard16AnOldMoveOrCreationIsNotListedAgainAfterAChmod() throws Exception {
    on.write("d/f");
    on.row("d", ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, Reason.MOVED_IN);
    on.row("d", NEW_DIRECTORY, Reason.CHANGED);
    on.full();
    on.row("d", ChangeBits.ATTRIBUTES | ChangeBits.DIRECTORY, Reason.CHANGED);
    assertThat(on.incremental()).containsExactly("O d");
    assertThat(ChangeBits.has(entries().get(0).bits(), ChangeBits.CREATED)).isFalse();
  }

  @Test
  void hazard22ACollapsedBatchIsOneLevelAndItsRowsBelowStayThere() throws Exception {
    on.full();
    on.write("d/e/f");
    on.row("d", ChangeBits.CONTENTS | ChangeBits.DIRECTORY, Reason.COLLAPSED);
    on.changed("d/e/f");
    assertThat(on.incremental()).containsExactly("C d", "O d/e/f");
    assertThat(entries().get(0).reason()).isEqualTo(Reason.COLLAPSED);
  }

  @Test
  void hazard22ACollapseOrGapOfWhatIsNoDirectoryAnyMoreIsAnObject() throws Exception {
    on.full();
    on.write("d");
    on.row("d", ChangeBits.CONTENTS | ChangeBits.DIRECTORY, Reason.COLLAPSED);
    on.write("g");
    gap("g", Reason.QUEUE_OVERFLOW);
    assertThat(on.incremental()).containsExactly("O d", "O g");
  }

  @Test
  void aGapIsASubtreeWithItsReasonAndCoversItsRows() throws Exception {
    on.full();
    on.write("d/f");
    on.changed("d/f");
    gap("d", Reason.QUEUE_OVERFLOW);
    assertThat(on.incremental()).containsExactly("S d");
    assertThat(entries().get(0).reason()).isEqualTo(Reason.QUEUE_OVERFLOW);
  }

  @Test
  void aGapAboveThePathIsThePath() throws Exception {
    on.write("a/b/f");
    on.full(on.at("a/b"));
    gap("", Reason.DAEMON_DOWN);
    assertThat(on.incremental()).containsExactly("S a/b");
  }

  @Test
  void hazard5ChangesAboveThePathMakeItASubtree() throws Exception {
    on.write("p/q/f");
    on.full(on.at("p/q"));
    on.changed("p/other");
    assertThat(on.incremental()).isEmpty();
    on.row("p", ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, Reason.MOVED_IN);
    assertThat(on.incremental()).containsExactly("S p/q");
    assertThat(entries().get(0).reason()).isEqualTo(Reason.ANCESTOR_CHANGED);
  }

  @Test
  void hazard5ARemovalAboveThePathMakesItASubtree() throws Exception {
    on.write("p/q/f");
    on.full(on.at("p/q"));
    on.row("p", GONE_DIRECTORY, Reason.CHANGED);
    assertThat(on.incremental()).containsExactly("S p/q");
  }

  @Test
  void hazard20WhatIsMissingWithItsFilesystemIsNeverRemoved() throws Exception {
    on.full();
    on.removed("vol/f");
    on.journal.write(store -> store.openGap(on.at("vol"), Reason.NOT_MOUNTED));
    List<Entry> entries = entries();
    assertThat(entries).extracting(Entry::kind).containsExactly(EntryKind.SUBTREE);
    assertThat(entries.get(0).reason()).isEqualTo(Reason.NOT_MOUNTED);
  }

  @Test
  void aNameThatCannotBeLookedAtMakesItsDirectoryContentsAndIsReported() throws Exception {
    on.write("d/f");
    on.full();
    on.changed("d/f");
    on.removed("d/" + "n".repeat(300));
    on.removed("d/" + "o".repeat(300));
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    Path list = on.service.list(window.id());
    assertThat(on.lines(list)).containsExactly("O d/f", "C d");
    assertThat(WindowFixture.entries(list).get(1).reason()).isEqualTo(Reason.LOOKUP_FAILED);
    assertThat(WindowFixture.header(list).notes())
        .filteredOn(note -> note.contains("ENAMETOOLONG"))
        .hasSize(2);
  }

  @Test
  void aDirectoryThatCannotBeEnteredIsASubtreeAndNeverRemoved() throws Exception {
    on.full();
    on.removed("d".repeat(300) + "/x/y");
    on.removed("d".repeat(300) + "/x/z");
    assertThat(on.incremental()).containsExactly("S " + "d".repeat(300));
    assertThat(entries().get(0).reason()).isEqualTo(Reason.LOOKUP_FAILED);
  }

  private void gap(String relative, Reason reason) throws Exception {
    PathBytes path = relative.isEmpty() ? on.top() : on.at(relative);
    on.journal.write(store -> store.openGap(path, reason));
  }

  private List<Entry> entries() throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    return WindowFixture.entries(on.service.list(window.id()));
  }
}
