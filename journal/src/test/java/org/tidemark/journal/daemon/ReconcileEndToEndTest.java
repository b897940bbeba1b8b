package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;

/** What happens while the daemon is down is found again without comparing the whole tree. */
class ReconcileEndToEndTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  private void mount(ScratchFilesystem.Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
    if (filesystem != null) {
      filesystem.close();
    }
  }

  private void awaitReconciled() {
    Eventually.await(
        "an end of reconciling", () -> reconcile().get("state").getAsString().equals("idle"));
  }

  private JsonObject reconcile() {
    return tidemark.status().getAsJsonObject("reconcile");
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS", "BTRFS"})
  void changesDuringACleanStopAreListedOneByOne(ScratchFilesystem.Kind kind) throws Exception {
    mount(kind);
    tree.mkdirs("stays/inner");
    tree.write("stays/inner/old", "1");
    tree.write("stays/gone", "1");
    daemon.watch(tree.top());
    tidemark.next("c");
    daemon.stop();

    tree.write("stays/inner/old", "2");
    tree.write("stays/new", "1");
    tree.unlink("stays/gone");

    daemon.watch(tree.top());
    awaitReconciled();
    List<String> entries = tidemark.next("c");
    System.out.println(entries);
    assertThat(entries).noneMatch(entry -> entry.endsWith("daemon-down"));
  }
}
