package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;

/** The mirror's disk loses its power: what a backup called done is there afterwards. */
class PowerLossTest {
  @TempDir private Path temporary;
  private ScratchFilesystem disk;
  private Mirrored tree;

  @AfterEach
  void release() {
    if (disk != null) {
      disk.close();
    }
  }

  private void begin(ScratchFilesystem.Kind kind) throws Exception {
    disk = ScratchFilesystem.create(kind);
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d src/gone; echo 1 >src/d/a; echo 2 >src/gone/b");
  }

  private void backUp(BackupRequest plain) throws Exception {
    BackupRequest there =
        new BackupRequest(
            plain.consumer(),
            plain.source(),
            disk.path().latin1() + "/dst",
            plain.level(),
            false,
            false,
            plain.options(),
            plain.points());
    Mirrored.Outcome outcome = tree.backup(there);
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
  }

  private void losePower() {
    disk.losePower();
    Eventually.await("the disk is free", () -> disk.tryUnmount());
    disk.mount();
  }

  private void mustBeExact() throws Exception {
    assertThat(tree.shell(Mirrored.COMPARE + " src/ \"$1/dst/\"", disk.path().latin1())).isEmpty();
    String marker = tree.shell("cat \"$1/dst.tidemark\"", disk.path().latin1());
    assertThat(marker).contains("\"end\":" + tree.journal.base());
  }

  private Entry[] manyFiles() throws Exception {
    tree.shell("for i in {1..50}; do seq 2000 >src/d/new-$i; done; rm -r src/gone");
    List<Entry> entries = new ArrayList<>(List.of(tree.removed("gone"), tree.object("d")));
    for (int file = 1; file <= 50; file++) {
      entries.add(tree.object("d/new-" + file));
    }
    entries.add(tree.object(""));
    return entries.toArray(Entry[]::new);
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS"})
  void aFirstCopyThatIsDoneOutlivesIt(ScratchFilesystem.Kind kind) throws Exception {
    begin(kind);
    Entry[] unused = manyFiles();
    backUp(tree.withoutPoints());
    losePower();
    mustBeExact();
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS"})
  void whatAListNamedOutlivesItAndSoDoesWhatUndoesIt(ScratchFilesystem.Kind kind) throws Exception {
    begin(kind);
    backUp(tree.request());
    tree.journal.lists(manyFiles());
    backUp(tree.request());
    losePower();
    mustBeExact();
    String saved = disk.path().latin1() + "/dst.points/00000002/tree/gone/b";
    assertThat(tree.shell("cat \"$1\"", saved)).isEqualTo("2\n");
  }
}
