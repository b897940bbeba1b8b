package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Reason;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.MirrorName;
import org.tidemark.rsync.points.Renames;
import org.tidemark.rsync.points.Settling;

/** A directory that was renamed in the source is renamed on the mirror; whatever the hints say. */
class RenameTest {
  @TempDir private Path temporary;
  private Mirrored tree;
  private final StringBuilder manifest = new StringBuilder();
  private long windows = 1;

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d/e src/f; echo 1 >src/d/a; echo 2 >src/d/e/b; echo 3 >src/f/c");
    tree.shell("touch -d 2001-02-03 src/d/e src/d");
  }

  private void hint(String from, String to) {
    JsonObject line = new JsonObject();
    line.addProperty("moved", tree.path(from).toString());
    line.addProperty("to", tree.path(to).toString());
    manifest.append(line).append('\n');
  }

  /** Backs up with the hints so far; the mirror must be the source afterwards. */
  private Mirrored.Outcome backup(Entry... entries) throws Exception {
    windows++;
    Path file = ManifestFiles.of(tree.state, tree.request().consumer(), windows);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"manifest\":1}\n" + manifest + "{\"end\":9}\n");
    manifest.setLength(0);
    return tree.incremental(entries);
  }

  private Entry[] moved(String from, String to) {
    return new Entry[] {tree.removed(from), tree.subtree(to, Reason.MOVED_IN)};
  }

  private String transferred() throws Exception {
    return RecordedStep.newest(tree).sums();
  }

  @Test
  void aTreeOfTenThousandFilesThatWasMovedIsNotCopied() throws Exception {
    tree.shell("mkdir src/big; cd src/big; seq 10000 | split -a 4 -l 1 - f");
    tree.full();
    String inode = tree.shell("stat -c %i dst/big/faaaa");
    tree.shell("mv src/big src/f/moved");
    hint("big", "f/moved");
    Mirrored.Outcome outcome = backup(moved("big", "f/moved"));
    assertThat(transferred()).isEmpty();
    assertThat(outcome.report().deleted()).isZero();
    assertThat(tree.shell("stat -c %i dst/f/moved/faaaa")).isEqualTo(inode);
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.renames().moves()).hasSize(1);
    assertThat(step.before.keySet()).containsExactly(".", "./big", "./f", "./f/moved");
    assertThat(step.step.done().orElseThrow().renamed()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("org.tidemark.rsync.OddNamesTest#names")
  void directoriesOfAnyNameAreRenamed(String name) throws Exception {
    tree.full();
    tree.shell("mv src/d \"src/f/$1\"", name);
    hint("d", "f/" + name);
    backup(moved("d", "f/" + name));
    assertThat(transferred()).isEmpty();
    Renames.Move move = RecordedStep.newest(tree).renames().moves().get(0);
    assertThat(MirrorName.text(move.to())).isEqualTo("./f/" + name);
  }

  @Test
  void withoutPointsDirectoriesAreRenamedAsWell() throws Exception {
    tree.full();
    String inode = tree.shell("stat -c %i dst/d/a");
    tree.shell("mv src/d src/g");
    hint("d", "g");
    Path file = ManifestFiles.of(tree.state, tree.request().consumer(), 2);
    Files.createDirectories(file.getParent());
    Files.writeString(file, manifest);
    tree.journal.lists(moved("d", "g"));
    assertThat(tree.backup(tree.withoutPoints()).code()).isEqualTo(ExitCode.DONE);
    tree.assertIdentical();
    assertThat(tree.shell("stat -c %i dst/g/a")).isEqualTo(inode);
  }

  @Test
  void theAttributesOfBothParentsAreThoseOfBefore() throws Exception {
    tree.shell("mkdir src/from src/to; mv src/d src/from; touch -d 2002-02-02 src/from src/to");
    tree.full();
    tree.shell("mv src/from/d src/to");
    hint("from/d", "to/d");
    backup(moved("from/d", "to/d"));
    Renames renames = RecordedStep.newest(tree).renames();
    long then = Long.parseLong(tree.shell("date -d 2002-02-02 +%s").strip());
    assertThat(renames.parents())
        .hasSize(2)
        .allSatisfy(parent -> assertThat(parent.attributes().seconds()).isEqualTo(then));
  }

  @Test
  void aNewDirectoryIsMadeForWhatMovedIntoIt() throws Exception {
    tree.full();
    tree.shell("mkdir -p src/new/er; mv src/d src/new/er/d2");
    hint("d", "new/er/d2");
    backup(
        tree.removed("d"),
        tree.subtree("new", Reason.CREATED),
        tree.subtree("new/er/d2", Reason.MOVED_IN));
    assertThat(transferred()).isEmpty();
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.renames().parents())
        .extracting(parent -> MirrorName.text(parent.path()))
        .containsExactlyInAnyOrder(".", "./new", "./new/er");
  }

  @Test
  void renamesOneAfterTheOtherAreFollowed() throws Exception {
    tree.full();
    tree.shell("mv src/d src/g; mv src/g/e src/h; mv src/g src/f/i");
    hint("d", "g");
    hint("g/e", "h");
    hint("g", "f/i");
    backup(
        tree.removed("d"),
        tree.subtree("h", Reason.MOVED_IN),
        tree.subtree("f/i", Reason.MOVED_IN));
    assertThat(transferred()).isEmpty();
  }

  @Test
  void directoriesThatChangedPlacesChangePlaces() throws Exception {
    tree.shell(
        "mkdir src/v1 src/v2; echo 1 >src/v1/c; echo 2 >src/v2/c; touch -r src/v1/c src/v2/c");
    tree.full();
    tree.shell("mv src/v1 src/t; mv src/v2 src/v1; mv src/t src/v2");
    hint("v1", "t");
    hint("v2", "v1");
    hint("t", "v2");
    backup(tree.subtree("v1", Reason.MOVED_IN), tree.subtree("v2", Reason.MOVED_IN));
    assertThat(transferred()).isEmpty();
  }

  @Test
  void hazard16iiiRenamesThatTheKernelMergedEndWhereTheSourceHasTheDirectory() throws Exception {
    tree.shell("mv src/d src/x1");
    tree.full();
    tree.shell("mv src/x1 src/x3; mv src/x3 src/x1; mv src/x1 src/x3");
    hint("x1", "x3");
    hint("x3", "x1");
    backup(tree.removed("x1"), tree.subtree("x3", Reason.MOVED_IN));
    assertThat(transferred()).isEmpty();
    assertThat(tree.shell("ls dst")).isEqualTo("f\nx3\n");
  }

  @Test
  void hintsThatAreRepeatedOrStaleChangeNothing() throws Exception {
    tree.full();
    tree.shell("mv src/d src/g");
    hint("d", "g");
    hint("d", "g");
    hint("gone", "other");
    backup(moved("d", "g"));
    hint("d", "g");
    backup();
    assertThat(RecordedStep.newest(tree).renames()).isEqualTo(Renames.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "f/c", "f/new", "new/deep/er", "d/e/in", "."})
  void aHintThatIsWrongDoesNoHarm(String to) throws Exception {
    tree.full();
    hint("d", to);
    hint("d/e", "x");
    backup();
    assertThat(tree.shell("ls dst")).isEqualTo("d\nf\n");
  }

  @Test
  void aWrongHintToANameThatTheSourceHasIsMended() throws Exception {
    tree.full();
    tree.shell("mkdir src/g; echo 9 >src/g/y");
    hint("d", "g");
    backup(tree.subtree("g", Reason.CREATED));
    assertThat(tree.shell("cat dst/g/y dst/d/a")).isEqualTo("9\n1\n");
  }

  @Test
  void aLinkOfTheMirrorLeadsNoRenameOutOfIt() throws Exception {
    tree.shell("mkdir -p out/s; ln -s ../out src/l");
    tree.full();
    tree.shell("rm src/l; mkdir src/l; mv src/d src/l/d");
    hint("l/s", "s");
    hint("d", "l/d");
    backup(tree.removed("d"), tree.subtree("l", Reason.RECREATED));
    assertThat(tree.shell("ls out")).isEqualTo("s\n");
  }

  @Test
  void hazard16vAKillAmongTheRenamesLeavesAStepThatTellsWhichWereMade() throws Exception {
    tree.shell("mkdir src/k");
    tree.full();
    tree.shell("mv src/d src/g; mv src/k src/h");
    hint("d", "g");
    hint("k", "h");
    tree.journal.failsToCommit(true);
    windows++;
    Path file = ManifestFiles.of(tree.state, tree.request().consumer(), windows);
    Files.createDirectories(file.getParent());
    Files.writeString(file, manifest);
    tree.journal.lists(tree.removed("d"), tree.subtree("g", Reason.MOVED_IN));
    tree.backup();
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.renames().moves()).hasSize(2);
    tree.shell("rm dst.points/00000002/before; mv -T dst/h dst/k");
    settle(step);
    assertThat(step.renames().moves()).hasSize(1);
    settle(step);
    assertThat(step.renames().moves()).hasSize(1);
    tree.shell("mv -T dst/g dst/d");
    settle(step);
    assertThat(step.renames().moves()).isEmpty();
    assertThat(step.renames().parents()).isNotEmpty();
  }

  private void settle(RecordedStep step) throws Exception {
    Settling.settle(new Programs(), tree.mirror, step.folder, work());
  }

  private Path work() throws IOException {
    return Files.createDirectories(tree.state.resolve("settling"));
  }
}
