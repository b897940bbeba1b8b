package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Reason;

/** Hazard 25: bpbkar expands a tree; what is excluded there must not come along. */
class ExcludedFromListsTest extends BuiltListFixture {
  /** Hazard 25: bpbkar expands a tree; what is excluded there must not come along. */
  @Test
  void hazard25ATreeWithSomethingExcludedIsListedPieceByPiece() throws IOException {
    tree.mkdirs("moved/clean/deep");
    tree.write("moved/clean/deep/f", "");
    tree.mkdirs("moved/mixed/cache");
    tree.write("moved/mixed/cache/c", "");
    tree.write("moved/mixed/f", "");
    tree.write("moved/x.lock", "");
    tree.write("moved/y", "");
    exclusions.add("*.lock");
    exclusions.add("cache");
    entry(EntryKind.SUBTREE, "moved", Reason.MOVED_IN);

    assertThat(listed()).containsExactly("moved/clean", "moved/mixed/f", "moved/y");
  }

  @Test
  void hazard25AnExcludedPathDividesTheTreesAboveItOnly() throws IOException {
    tree.mkdirs("a/state");
    tree.write("a/state/s", "");
    tree.mkdirs("a/b/c");
    tree.mkdir("z");
    exclusions.add(tree.path("a/state").latin1());
    walks = true;
    entry(EntryKind.SUBTREE, "", Reason.DAEMON_DOWN);

    assertThat(listed()).containsExactly("a/b", "z");
  }

  @Test
  void hazard25ContentsLeaveOutWhatIsExcluded() throws IOException {
    tree.mkdir("d");
    tree.write("d/a.lock", "");
    tree.write("d/b", "");
    exclusions.add("*.lock");
    entry(EntryKind.CONTENTS, "d", Reason.COLLAPSED);

    assertThat(listed()).containsExactly("d/b");
  }

  @Test
  void aDirectoryWithNothingButExcludedNamesIsSavedWithThemRatherThanLost() throws IOException {
    tree.mkdirs("moved/only");
    tree.write("moved/only/x.lock", "");
    tree.write("moved/f", "");
    exclusions.add("*.lock");
    entry(EntryKind.SUBTREE, "moved", Reason.MOVED_IN);

    BuiltList list = build();

    assertThat(names(list.entries())).containsExactly("moved/f", "moved/only");
    assertThat(list.notes()).anyMatch(note -> note.contains("excluded"));
  }
}
