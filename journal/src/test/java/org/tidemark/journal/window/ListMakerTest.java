package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.WindowRow;

/** What is listed of each kind of change, in which order. */
class ListMakerTest {
  private static final int NEW_DIRECTORY = ChangeBits.CREATED | ChangeBits.DIRECTORY;
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

  private List<Entry> entries() throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    return WindowFixture.entries(on.service.list(window.id()));
  }
}
