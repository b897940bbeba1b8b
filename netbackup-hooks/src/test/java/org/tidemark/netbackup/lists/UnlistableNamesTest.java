package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.testing.Programs;

/** Names that no list can carry, or that nobody can look at, are never just left out. */
class UnlistableNamesTest extends BuiltListFixture {
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

  /** Of a list, the name below cannot be restored where the directory is of another kind as yet. */
  @Test
  void aNameBesideOneBelowADirectoryOfTheUserBackupGoesIntoItToo() throws IOException {
    userRoute = true;
    tree.mkdirs("d /below");
    tree.write("d /below/f", "");
    tree.link("d /below/f", "g");
    entry(EntryKind.SUBTREE, "d ", Reason.MOVED_IN);
    object("d /below/f");
    object("g");

    BuiltList list = build();

    assertThat(names(list.entries())).containsExactly("d /below/f", "g");
    assertThat(names(list.userNames())).containsExactly("d ", "d /below/f", "g");
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

  /** By its full path a device would be read as a raw partition. */
  @Test
  void aBlockDeviceIsSavedWithItsDirectoryOnly() throws IOException {
    tree.mkdir("dev");
    Programs.run("mknod", tree.path("dev/b").latin1(), "b", "7", "200").orFail();
    entries.add(Entry.object(tree.path("dev/b"), 1, ChangeBits.CREATED | ChangeBits.BLOCK_DEVICE));

    assertThat(listed()).containsExactly("dev");
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
}
