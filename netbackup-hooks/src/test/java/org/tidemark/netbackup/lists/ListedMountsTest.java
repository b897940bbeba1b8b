package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Where another filesystem begins inside a tree that is listed. */
class ListedMountsTest extends BuiltListFixture {
  private ScratchFilesystem mounted(String name) throws IOException {
    ScratchFilesystem other = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS, 4);
    other.tree().write("inside", "");
    tree.mkdirs(name);
    other.bind(other.path(), tree.path(name));
    return other;
  }

  /** A tree that is listed whole may end for bpbkar where another filesystem begins. */
  @Test
  void aRootInsideAnotherIsAnEntryBesideIt() throws IOException {
    walks = true;
    try (ScratchFilesystem other = mounted("mail")) {
      other.tree().write("beside", "");
      otherRoots.add("mail");
      entry(EntryKind.SUBTREE, "", Reason.FULL);
      entry(EntryKind.SUBTREE, "mail", Reason.FULL);
      tree.write("f", "");
      object("f");
      object("mail/inside");

      assertThat(names(build(Level.FULL).entries())).containsExactly("", "mail");
    }
  }

  @Test
  void aChangedNameOnAnotherFilesystemStaysBesideAWholeTree() throws IOException {
    try (ScratchFilesystem other = mounted("moved/deep/mail")) {
      other.tree().write("beside", "");
      entry(EntryKind.SUBTREE, "moved", Reason.MOVED_IN);
      object("moved/deep/mail/inside");

      assertThat(listed()).containsExactly("moved", "moved/deep/mail/inside");
    }
  }

  @Test
  void aMountThatBelongsToItsTreeIsListedItself() throws IOException {
    walks = true;
    nested = true;
    try (ScratchFilesystem other = mounted("a/mail")) {
      other.tree().write("beside", "");
      entry(EntryKind.SUBTREE, "", Reason.FULL);

      assertThat(names(build(Level.FULL).entries())).containsExactly("", "a/mail");
      exclusions.add(tree.path("b").latin1());
      tree.mkdir("b");
      assertThat(names(build(Level.FULL).entries())).containsExactly("a", "a/mail");
    }
  }

  @Test
  void anotherFilesystemIsNotSearchedForWhatIsExcluded() throws IOException {
    exclusions.add("inside");
    try (ScratchFilesystem other = mounted("moved/mail")) {
      other.tree().write("beside", "");
      entry(EntryKind.SUBTREE, "moved", Reason.MOVED_IN);

      assertThat(listed()).containsExactly("moved");
    }
  }

  @Test
  void aMountThatNoListCanNameIsNotSavedByTheDirectoryAboveIt() throws IOException {
    try (ScratchFilesystem other = mounted("a/{mail}")) {
      other.tree().write("beside", "");
      object("a/{mail}/inside");

      BuiltList list = build();

      assertThat(list.entries()).isEmpty();
      assertThat(names(list.pending())).containsExactly("a/{mail}/inside");
    }
  }
}
