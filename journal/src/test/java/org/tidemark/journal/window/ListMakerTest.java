package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.WindowRow;

class ListMakerTest {
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
  void aNameComesDirectlyBeforeWhatLiesBelowIt() throws Exception {
    on.full();
    for (String name : List.of("b/x/1", "b/y", "a", "b-", "c")) {
      on.write(name);
      on.changed(name);
    }
    on.row("b", NEW_DIRECTORY, Reason.CHANGED);
    on.row("b/x", NEW_DIRECTORY, Reason.CHANGED);
    assertThat(on.incremental())
        .containsExactly("O a", "O b", "O b/x", "O b/x/1", "O b/y", "O b-", "O c");
  }

  @Test
  void aRemovedTreeIsListedOnceAtItsTopmostMissingPath() throws Exception {
    on.full();
    on.write("kept/f");
    on.removed("kept/gone/deep/f");
    on.removed("kept/gone/g");
    on.removed("kept/other");
    assertThat(on.incremental()).containsExactly("R kept/gone", "R kept/other");
  }

  @Test
  void aNameRemovedAndMadeAgainIsAnObject() throws Exception {
    on.full();
    on.write("f");
    on.removed("f");
    assertThat(on.incremental()).containsExactly("O f");
  }

  @Test
  void hazard2WhatWasMadeAndRemovedInOneBatchIsListedAsRemoved() throws Exception {
    on.full();
    on.row("t", ChangeBits.CREATED | ChangeBits.CONTENT | ChangeBits.REMOVED, Reason.CHANGED);
    assertThat(on.incremental()).containsExactly("R t");
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
  void hazard9WhereADirectoryBecameALinkTheLinkIsListedAndNothingBelow() throws Exception {
    on.full();
    on.write("E/f");
    on.changed("D/f");
    on.changed("D/missing-there");
    Files.createSymbolicLink(on.data.resolve("D"), Path.of("E"));
    assertThat(on.incremental()).containsExactly("O D");
  }

  @Test
  void hazard9WhereADirectoryBecameAFileTheFileIsListedAndNothingBelow() throws Exception {
    on.full();
    on.removed("D/sub/f");
    on.removed("D/g");
    on.write("D");
    assertThat(on.incremental()).containsExactly("O D");
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
  void hazard25ExcludedNamesAreNotListed() throws Exception {
    on.write("keep");
    on.full();
    for (String name : List.of("keep", "a.tmp", "cache/x", "d/cache/y")) {
      on.write(name);
      on.changed(name);
    }
    on.removed("cache/gone");
    on.watch(Exclusions.of(List.of("*.tmp", "cache")));
    assertThat(on.incremental()).containsExactly("O keep");
  }

  @Test
  void allNamesOfAChangedFileAreListedTogetherAtTheEnd() throws Exception {
    on.write("a/first");
    Files.createDirectories(on.data.resolve("z"));
    Files.createLink(on.data.resolve("z/second"), on.data.resolve("a/first"));
    on.write("plain");
    on.full();
    on.changed("a/first");
    on.changed("plain");
    List<Entry> entries = entries();
    assertThat(on.incremental()).containsExactly("O plain", "O a/first", "O z/second");
    assertThat(entries.get(1)).matches(entry -> entry.links() == 2 && entry.linksKnown() == 2);
    assertThat(entries.get(2).reason()).isEqualTo(Reason.OTHER_LINK);
  }

  @Test
  void aNameOutsideThePathsLeavesTheFileMarkedAsNotWhollyKnown() throws Exception {
    on.write("in/f");
    on.write("out/keep");
    Files.createLink(on.data.resolve("out/f"), on.data.resolve("in/f"));
    on.full(on.at("in"));
    on.changed("in/f");
    List<Entry> entries = entries();
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0)).matches(entry -> entry.links() == 2 && entry.linksKnown() == 1);
  }

  @Test
  void aWriteThroughAnExcludedNameListsTheOtherName() throws Exception {
    on.write("tmp/x");
    Files.createLink(on.data.resolve("included"), on.data.resolve("tmp/x"));
    on.full();
    on.changed("tmp/x");
    on.watch(Exclusions.of(List.of("tmp")));
    assertThat(on.incremental()).containsExactly("O included");
  }

  @Test
  void hazard8AFileThatLivesOnUnderAnotherNameIsListedByItsHandle() throws Exception {
    on.write("d/h1");
    Files.createLink(on.data.resolve("h2"), on.data.resolve("d/h1"));
    on.full();
    byte[] handle = handleOf(on.data.resolve("h2"));
    Files.delete(on.data.resolve("d/h1"));
    Files.delete(on.data.resolve("d"));
    on.journal.change(on.at("d/h1"), ChangeBits.CONTENT, Reason.CHANGED, handle);
    assertThat(on.incremental()).containsExactly("R d", "O h2");
  }

  @Test
  void hazard8ANameThatIsADirectoryNowStillLeadsToTheFileThatWasWritten() throws Exception {
    on.write("name");
    Files.createLink(on.data.resolve("other"), on.data.resolve("name"));
    on.full();
    byte[] handle = handleOf(on.data.resolve("other"));
    Files.delete(on.data.resolve("name"));
    Files.createDirectory(on.data.resolve("name"));
    int bits = ChangeBits.CONTENT | ChangeBits.REMOVED | ChangeBits.CREATED | ChangeBits.DIRECTORY;
    on.journal.change(on.at("name"), bits, Reason.CHANGED, handle);
    assertThat(on.incremental()).contains("O other");
  }

  @Test
  void aWriteBelowAListedTreeReachesTheOtherNamesOfTheFile() throws Exception {
    on.write("old/x");
    Files.createLink(on.data.resolve("other"), on.data.resolve("old/x"));
    on.full();
    Files.move(on.data.resolve("old"), on.data.resolve("moved"));
    on.row("old", ChangeBits.REMOVED | ChangeBits.DIRECTORY, Reason.CHANGED);
    on.row(
        "moved", ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, Reason.MOVED_IN);
    on.row("moved/x", ChangeBits.CONTENT, Reason.CHANGED);
    assertThat(on.incremental()).contains("S moved", "O moved/x", "O other");
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 16, 64, 100})
  void aNameThatStoodForManyObjectsDoesNotSpoilTheList(int objects) throws Exception {
    on.write("many");
    on.write("next");
    on.full();
    byte[] handles = new byte[16 * objects];
    for (int object = 0; object < objects; object++) {
      handles[16 * object] = 8;
      handles[16 * object + 8] = (byte) (object + 1);
    }
    on.journal.change(on.at("many"), ChangeBits.CONTENT, Reason.CHANGED, handles);
    on.changed("next");
    assertThat(on.incremental()).containsExactly("O many", "O next");
  }

  @Test
  void aRenamedFileIsListedOnceThoughItsHandleLeadsToItToo() throws Exception {
    on.write("old");
    on.full();
    byte[] handle = handleOf(on.data.resolve("old"));
    on.journal.change(
        on.at("old"), ChangeBits.CONTENT | ChangeBits.REMOVED, Reason.CHANGED, handle);
    on.row("new", ChangeBits.MOVED_IN, Reason.CHANGED);
    Files.move(on.data.resolve("old"), on.data.resolve("new"));
    assertThat(on.incremental()).containsExactly("O new", "R old");
  }

  @Test
  void aChangedFileThatLeftTheTreeIsRemovedAndNobodyWalksForItsNames() throws Exception {
    on.write("old");
    on.full();
    byte[] handle = handleOf(on.data.resolve("old"));
    on.journal.change(
        on.at("old"), ChangeBits.CONTENT | ChangeBits.REMOVED, Reason.CHANGED, handle);
    Files.move(on.data.resolve("old"), temp.resolve("outside"));
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    Path list = on.service.list(window.id());
    assertThat(on.lines(list)).containsExactly("R old");
    assertThat(WindowFixture.header(list).notes()).noneMatch(note -> note.contains("looked for"));
  }

  private static byte[] handleOf(Path file) {
    Kernel kernel = new NativeKernel();
    byte[] handle = new byte[136];
    int result =
        kernel.nameToHandle(
            Kernel.AT_FDCWD, PathBytes.ofUtf8(file.toString()).bytes(), handle, new int[1], 0);
    Assumptions.assumeTrue(result == 0 && kernel.effectiveUser() == 0, "handles need root");
    return Arrays.copyOf(handle, 8 + handle[0]);
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

  @Test
  void namesAreBytes() throws Exception {
    on.full();
    String[] names = {"new\nline", "#hash", "trailing ", "-dash", "%25"};
    List<PathBytes> expected = new ArrayList<>();
    for (String name : names) {
      on.write(name);
      on.changed(name);
      expected.add(on.at(name));
    }
    assertThat(entries()).extracting(Entry::path).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void hazard23AMappedFileIsListedNowAndInTheNextWindow() throws Exception {
    Assumptions.assumeTrue(new NativeKernel().effectiveUser() == 0, "map_files needs root");
    Path file = on.write("db/mapped");
    on.full();
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      var mapping = open.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 4);
      mapping.put(0, (byte) 'X');
      WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
      Path list = on.service.list(window.id());
      assertThat(on.lines(list)).contains("O db/mapped");
      assertThat(WindowFixture.header(list).notes())
          .anyMatch(note -> note.contains("without events"));
      on.service.commit(window.id());
      assertThat(on.incremental()).contains("O db/mapped");
      assertThat(mapping.get(0)).isEqualTo((byte) 'X');
    }
  }

  @Test
  void aFullListsMorePathsAsSubtreesAndAFileAsAnObject() throws Exception {
    on.write("d/f");
    on.write("file");
    WindowRow window =
        on.service.open(
            WindowFixture.request(Level.FULL, "", on.at("file"), on.at("d"), on.at("d/f")));
    assertThat(on.lines(on.service.list(window.id()))).containsExactly("S d", "O file");
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
