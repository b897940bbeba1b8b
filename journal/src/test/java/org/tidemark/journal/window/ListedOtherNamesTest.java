package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.WindowRow;

/** Of a changed file every name is listed, also where its own name leads elsewhere by now. */
class ListedOtherNamesTest {
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

  private List<Entry> entries() throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    return WindowFixture.entries(on.service.list(window.id()));
  }
}
