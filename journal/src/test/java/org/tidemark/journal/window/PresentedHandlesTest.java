package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** Hazard 8 where a snapshot is read: the other name of a file is the one that it has there. */
class PresentedHandlesTest {
  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private WindowFixture on;

  @AfterEach
  void unmount() throws Exception {
    on.close();
    filesystem.close();
  }

  private void mount(Kind kind) throws Exception {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    if (kind == Kind.BTRFS) {
      btrfs("create", "data");
    }
    on = new WindowFixture(Path.of(tree.top().toString()));
  }

  private void btrfs(String command, String... names) {
    String[] line = new String[names.length + 3];
    line[0] = "btrfs";
    line[1] = "subvolume";
    line[2] = command;
    for (int i = 0; i < names.length; i++) {
      line[i + 3] = tree.path(names[i]).toString();
    }
    Programs.run(line).orFail();
  }

  /** A second mount stands for the snapshot of a device, in which all handles lead to the same. */
  private void takeSnapshot(Kind kind) {
    if (kind == Kind.BTRFS) {
      btrfs("snapshot", "data", "snap");
    } else {
      tree.mkdir("snap");
      filesystem.bind(tree.path("data"), tree.path("snap"));
    }
  }

  private void removeSnapshot(Kind kind) {
    if (kind != Kind.BTRFS) {
      filesystem.unbind(tree.path("snap"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
  void aWriteThroughARemovedNameListsTheOtherOne(Kind kind) throws Exception {
    mount(kind);
    on.write("d/h1");
    Files.createLink(on.data.resolve("h2"), on.data.resolve("d/h1"));
    on.full();
    byte[] handle = handleOf("data/h2");
    Files.delete(on.data.resolve("d/h1"));
    on.journal.change(on.at("d/h1"), ChangeBits.CONTENT, Reason.CHANGED, handle);
    WindowRow window = on.service.open(request());
    takeSnapshot(kind);
    String snapshot = tree.path("snap").toString();
    assertThat(on.lines(on.service.list(window.id())))
        .containsExactly("R " + snapshot + "/d/h1", "O " + snapshot + "/h2");
    removeSnapshot(kind);
  }

  private OpenRequest request() {
    return new OpenRequest(
        WindowFixture.CONSUMER,
        Level.INCREMENTAL,
        "",
        List.of(),
        "",
        true,
        on.top(),
        tree.path("snap"));
  }

  private byte[] handleOf(String name) {
    byte[] handle = new byte[136];
    PathBytes path = tree.path(name);
    int result =
        new NativeKernel().nameToHandle(Kernel.AT_FDCWD, path.bytes(), handle, new int[1], 0);
    assertThat(result).as("name_to_handle_at").isZero();
    return Arrays.copyOf(handle, 8 + handle[0]);
  }
}
