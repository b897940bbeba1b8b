package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Reason;

/** What becomes of each kind of entry, on a real tree. */
class BuiltListTest extends BuiltListFixture {
  @Test
  void filesAreListedSortedAndOnce() throws IOException {
    tree.mkdir("d");
    tree.write("d/b", "");
    tree.write("a", "");
    object("d/b");
    object("a");
    object("d/b");

    assertThat(listed()).containsExactly("a", "d/b");
  }

  /** Hazard 15: as an entry, a directory is its whole subtree. */
  @Test
  void hazard15ADirectoryWithAChangedModeIsNoEntry() throws IOException {
    tree.mkdir("d");
    tree.write("d/f", "");
    object("d");
    entry(EntryKind.OBJECT, "", Reason.CHANGED);

    assertThat(listed()).isEmpty();
  }

  @Test
  void anEmptyDirectoryIsAnEntry() throws IOException {
    tree.mkdir("empty");
    object("empty");

    assertThat(listed()).containsExactly("empty");
  }

  @Test
  void aDirectoryWithNothingButASocketIsAnEntryAndTheSocketIsNot() throws IOException {
    tree.mkdir("d");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(Path.of(tree.path("d/s").latin1())));
      object("d");
      entries.add(Entry.object(tree.path("d/s"), 1, ChangeBits.SOCKET));

      assertThat(listed()).containsExactly("d");
    }
  }

  @Test
  void whatIsGoneIsNotListedAndWhatIsRemovedNeither() throws IOException {
    object("vanished");
    entry(EntryKind.REMOVED, "removed", Reason.REMOVED);
    entry(EntryKind.SUBTREE, "also-vanished", Reason.MOVED_IN);

    assertThat(listed()).isEmpty();
  }

  @Test
  void aDirectoryThatBecameEmptyIsAnEntry() throws IOException {
    tree.mkdirs("n/m");
    entry(EntryKind.REMOVED, "n/m/early", Reason.REMOVED);
    entry(EntryKind.REMOVED, "n/m/late", Reason.REMOVED);

    assertThat(listed()).containsExactly("n/m");
  }

  @Test
  void aDirectoryThatLostANameAndHasOthersIsNone() throws IOException {
    tree.mkdirs("d/sub");
    entry(EntryKind.REMOVED, "d/gone", Reason.REMOVED);

    assertThat(listed()).isEmpty();
  }

  /** Hazard 22: CONTENTS of a directory full of directories must not list them. */
  @Test
  void hazard22ContentsAreTheChildrenThatAreNoDirectoriesOneByOne() throws IOException {
    tree.mkdirs("d/sub/deep");
    tree.write("d/f", "");
    tree.write("d/sub/g", "");
    tree.symlink("nowhere", "d/link");
    entry(EntryKind.CONTENTS, "d", Reason.COLLAPSED);

    assertThat(listed()).containsExactly("d/f", "d/link");
  }

  @Test
  void aSubtreeIsOneEntryAndNothingBelowItIsAnother() throws IOException {
    tree.mkdirs("moved/sub");
    tree.write("moved/sub/f", "");
    entry(EntryKind.SUBTREE, "moved", Reason.MOVED_IN);
    object("moved/sub/f");

    assertThat(listed()).containsExactly("moved");
  }

  @Test
  void namesAreBytesInEveryLocale() throws IOException {
    tree.mkdir("\u00ff\u00fe");
    tree.write("\u00ff\u00fe/\u0080", "");
    entry(EntryKind.CONTENTS, "\u00ff\u00fe", Reason.COLLAPSED);

    assertThat(listed()).containsExactly("\u00ff\u00fe/\u0080");
  }
}
