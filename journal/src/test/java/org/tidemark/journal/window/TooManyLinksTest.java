package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.LinkedFile;

/** Hazard 4: names of changed files for which there is no room are not passed over. */
class TooManyLinksTest {
  private static final int ROOM = 2;
  private static final String ID = "0".repeat(32);

  @TempDir Path temp;
  private WindowFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new WindowFixture(temp);
    on.write("plain");
    on.changed("plain");
  }

  @AfterEach
  void close() throws Exception {
    on.close();
  }

  private void touchedOutside(int files) throws Exception {
    for (long inode = 1; inode <= files; inode++) {
      LinkedFile file = new LinkedFile(1, inode);
      on.journal.write(
          store -> {
            store.writeLinks(
                out -> {
                  out.note(file, 2, null);
                  out.touched(file);
                });
            return null;
          });
    }
  }

  private Path list() throws Exception {
    NativeKernel kernel = new NativeKernel();
    ListScope scope = new ListScope(on.journal.roots(), List.of(on.top()), 0, Presentation.AS_IS);
    ListHeader header =
        new ListHeader(
            1,
            WindowFixture.CONSUMER.toString(),
            Level.INCREMENTAL,
            Level.INCREMENTAL,
            new Position(ID, 0),
            new Position(ID, on.journal.flush(null)),
            List.of(on.top()),
            List.of(),
            0);
    Path place = on.state.resolve("a.list");
    new ListFile(kernel, on.state, new OtherNames(kernel, false, learned -> {}), ROOM)
        .write(scope, header, on.journal::openReader, place, null);
    return place;
  }

  @Test
  void moreTouchedFilesThanThereIsRoomForListEverything() throws Exception {
    touchedOutside(ROOM + 1);

    Path list = list();

    assertThat(on.lines(list)).containsExactly("O plain", "S .");
    List<Entry> entries = WindowFixture.entries(list);
    assertThat(entries.get(1).reason()).isEqualTo(Reason.LOOKUP_FAILED);
    assertThat(WindowFixture.header(list).notes()).anyMatch(note -> note.contains("too many"));
  }

  @Test
  void moreListedLinkedFilesThanThereIsRoomForListEverything() throws Exception {
    for (int file = 0; file <= ROOM; file++) {
      on.write("one" + file);
      Files.createLink(on.data.resolve("two" + file), on.data.resolve("one" + file));
      on.changed("one" + file);
    }

    assertThat(on.lines(list())).contains("S .");
  }

  @Test
  void asManyAsThereIsRoomForListNothingElse() throws Exception {
    touchedOutside(ROOM);

    assertThat(on.lines(list())).containsExactly("O plain");
  }

  @Test
  void twoPathsThroughASymbolicLinkAreOneLink() throws Exception {
    on.write("real/d/f");
    Files.createSymbolicLink(on.data.resolve("alias"), on.data.resolve("real"));
    Aliases aliases = Aliases.possible(new NativeKernel());

    assertThat(aliases.placeOf(on.at("alias/d/f"))).isEqualTo(aliases.placeOf(on.at("real/d/f")));
    assertThat(aliases.placeOf(on.at("real/f"))).isNotEqualTo(aliases.placeOf(on.at("real/d/f")));
  }
}
