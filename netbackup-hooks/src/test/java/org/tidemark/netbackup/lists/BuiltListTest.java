package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.list.StoredListWriter;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** What becomes of each kind of entry, on a real tree. */
class BuiltListTest {
  private static final String JOURNAL = "0123456789abcdef".repeat(2);

  @TempDir Path folder;
  private ByteTree tree;
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> exclusions = new ArrayList<>();
  private long maximum = 1000;
  private long largestTree = 50;
  private boolean userRoute;
  private boolean walks;
  private boolean nested;
  private final List<String> otherRoots = new ArrayList<>();

  @BeforeEach
  void makeTree() throws IOException {
    tree = new ByteTree(PathBytes.ofUtf8(folder.toRealPath().toString()));
  }

  private void object(String name) {
    entries.add(Entry.object(tree.path(name), 0, ChangeBits.CREATED));
  }

  private void entry(EntryKind kind, String name, Reason reason) {
    entries.add(Entry.of(kind, tree.path(name), reason));
  }

  private BuiltList build() throws IOException {
    return build(Level.INCREMENTAL);
  }

  private BuiltList build(Level level) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ListHeader header =
        new ListHeader(
            1,
            "netbackup:a/b",
            Level.INCREMENTAL,
            level,
            new Position(JOURNAL, 1),
            new Position(JOURNAL, 2),
            List.of(tree.top()),
            List.of(),
            0);
    try (StoredListWriter writer = new StoredListWriter(bytes, header)) {
      for (Entry entry : entries) {
        writer.add(entry);
      }
      writer.finish();
    }
    List<RootInfo> roots = new ArrayList<>();
    roots.add(new RootInfo(tree.top(), nested, exclusions));
    otherRoots.forEach(name -> roots.add(new RootInfo(tree.path(name), false, List.of())));
    ListSettings settings =
        new ListSettings(
            Scope.of(roots, List.of()), maximum, largestTree, userRoute, walks, List.of());
    try (StoredListReader reader =
        new StoredListReader(new ByteArrayInputStream(bytes.toByteArray()))) {
      return new ListBuilder(settings, new NativeKernel()).build(reader);
    }
  }

  private List<String> names(List<PathBytes> paths) {
    return paths.stream()
        .map(path -> path.relativeTo(tree.top()))
        .map(name -> new String(name, StandardCharsets.ISO_8859_1))
        .toList();
  }

  private List<String> listed() throws IOException {
    return names(build().entries());
  }

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

  @ParameterizedTest
  @ValueSource(strings = {"d/line\nfeed", "d/{brace", "d/back\\*", "d/blank "})
  void aNameThatNoListCanCarryIsSavedWithItsDirectory(String name) throws IOException {
    tree.mkdir("d");
    tree.write(name, "");
    object(name);

    BuiltList list = build();

    assertThat(names(list.entries())).containsExactly("d");
    assertThat(list.pending()).isEmpty();
    assertThat(list.notes()).anyMatch(note -> note.contains("d is saved whole"));
  }

  /** Hazard 22 (iii): a newline in a top directory must not list everything each night. */
  @Test
  void hazard22SuchANameInARootOrALargeDirectoryStaysPendingAndIsSaid() throws IOException {
    tree.write("line\nfeed", "");
    tree.mkdir("large");
    for (int i = 0; i <= largestTree; i++) {
      tree.write("large/" + i, "");
    }
    tree.write("large/{", "");
    object("line\nfeed");
    object("large/{");

    BuiltList list = build();

    assertThat(list.entries()).isEmpty();
    assertThat(names(list.pending())).containsExactly("large/{", "line\nfeed");
    assertThat(list.notes()).filteredOn(note -> note.contains("not saved")).hasSize(2);
  }

  @Test
  void withARouteForUserBackupsSuchANameGoesThere() throws IOException {
    userRoute = true;
    tree.mkdir("d");
    tree.write("d/line\nfeed", "");
    tree.write("d/f", "");
    object("d/line\nfeed");
    object("d/f");

    BuiltList list = build();

    assertThat(names(list.entries())).containsExactly("d/f");
    assertThat(names(list.userNames())).containsExactly("d/line\nfeed");
  }

  @Test
  void theNamesOfALinkedFileGoIntoAUserBackupTogether() throws IOException {
    userRoute = true;
    tree.mkdir("d");
    tree.write("d/line\nfeed", "");
    tree.link("d/line\nfeed", "d/link");
    tree.write("d/f", "");
    tree.link("d/f", "d/g");
    object("d/line\nfeed");
    object("d/link");
    object("d/f");
    object("d/g");

    BuiltList list = build();

    assertThat(names(list.entries())).containsExactly("d/f", "d/g", "d/link");
    assertThat(names(list.userNames())).containsExactly("d/line\nfeed", "d/link");
  }

  @Test
  void aPathThatNetBackupNeverSavesIsSaidAndHoldsNobodyUp() throws IOException {
    String deep = "d/" + ("x".repeat(200) + "/").repeat(5) + "y";
    tree.mkdirs(deep);
    tree.write(deep + "/f", "");
    object(deep + "/f");

    BuiltList list = build();

    assertThat(list.entries()).isEmpty();
    assertThat(list.pending()).isEmpty();
    assertThat(list.unsaved()).hasSize(1);
    assertThat(list.notes()).anyMatch(note -> note.contains("1023"));
  }

  /** Of what lies in it, no name makes it again when it is restored. */
  @Test
  void aDirectoryThatHoldsOnlyWhatNetBackupNeverSavesIsAnEntry() throws IOException {
    String directory = longestDirectory();
    tree.write(directory + "/too-long", "");
    object(directory);
    object(directory + "/too-long");

    assertThat(listed()).containsExactly(directory);
    entries.clear();
    entry(EntryKind.CONTENTS, directory, Reason.COLLAPSED);
    assertThat(listed()).containsExactly(directory);
  }

  @Test
  void soItIsInATreeThatIsDivided() throws IOException {
    String directory = longestDirectory();
    tree.write(directory + "/too-long", "");
    tree.write(directory + "/x~", "");
    exclusions.add("*~");
    entry(EntryKind.SUBTREE, "d", Reason.MOVED_IN);

    assertThat(listed()).containsExactly(directory);
  }

  /** So that a name of eight bytes in it is too long. */
  private String longestDirectory() {
    int left = ListLine.LONGEST - 4 - tree.top().length();
    String directory = "d";
    while (left - directory.length() > 200) {
      directory += "/" + "x".repeat(150);
    }
    directory += "/" + "y".repeat(left - directory.length() - 1);
    tree.mkdirs(directory);
    return directory;
  }

  /** By its full path a device would be read as a raw partition. */
  @Test
  void aBlockDeviceIsSavedWithItsDirectoryOnly() throws IOException {
    tree.mkdir("dev");
    Programs.run("mknod", tree.path("dev/b").latin1(), "b", "7", "200").orFail();
    entries.add(Entry.object(tree.path("dev/b"), 1, ChangeBits.CREATED | ChangeBits.BLOCK_DEVICE));

    assertThat(listed()).containsExactly("dev");
  }

  @Test
  void aGapIsNoListUnlessAWalkIsAllowed() throws IOException {
    tree.mkdir("d");
    entry(EntryKind.SUBTREE, "", Reason.QUEUE_OVERFLOW);

    BuiltList refused = build();
    walks = true;
    BuiltList walked = build();

    assertThat(refused.refusal()).isPresent();
    assertThat(refused.refusal().get().gap()).isTrue();
    assertThat(refused.refusal().get().why()).contains("queue-overflow");
    assertThat(names(walked.entries())).containsExactly("");
  }

  @Test
  void aFullIsNoListUnlessAWalkIsAllowed() throws IOException {
    entry(EntryKind.SUBTREE, "", Reason.FULL);

    assertThat(build(Level.FULL).refusal()).isPresent();
    walks = true;
    assertThat(names(build(Level.FULL).entries())).containsExactly("");
  }

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
  void whatCannotBeLookedAtStaysPendingAlone() throws IOException {
    tree.write("f", "");
    object("f");
    object("x".repeat(300));

    BuiltList list = build();

    assertThat(names(list.entries())).containsExactly("f");
    assertThat(list.pending()).hasSize(1);
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

  @Test
  void aListThatIsTooLongFoldsTheFullestLeafDirectories() throws IOException {
    maximum = 8;
    tree.mkdirs("many");
    tree.mkdirs("few");
    tree.mkdirs("nested/sub");
    for (int i = 0; i < 6; i++) {
      tree.write("many/" + i, "");
      object("many/" + i);
    }
    for (int i = 0; i < 3; i++) {
      tree.write("few/" + i, "");
      object("few/" + i);
      tree.write("nested/" + i, "");
      object("nested/" + i);
    }

    BuiltList list = build();

    assertThat(names(list.entries()))
        .containsExactly("few/0", "few/1", "few/2", "many", "nested/0", "nested/1", "nested/2");
    assertThat(list.notes()).anyMatch(note -> note.contains("many is saved whole"));
  }

  @Test
  void aListThatCannotBeFoldedIsRefusedUnlessAWalkIsAllowed() throws IOException {
    maximum = 2;
    for (int i = 0; i < 4; i++) {
      tree.write("f" + i, "");
      object("f" + i);
    }

    BuiltList refused = build();
    walks = true;
    BuiltList walked = build();

    assertThat(refused.refusal().orElseThrow().why()).contains("4 entries, and 2 are allowed");
    assertThat(names(walked.entries())).containsExactly("");
  }

  @Test
  void namesAreBytesInEveryLocale() throws IOException {
    tree.mkdir("\u00ff\u00fe");
    tree.write("\u00ff\u00fe/\u0080", "");
    entry(EntryKind.CONTENTS, "\u00ff\u00fe", Reason.COLLAPSED);

    assertThat(listed()).containsExactly("\u00ff\u00fe/\u0080");
  }
}
