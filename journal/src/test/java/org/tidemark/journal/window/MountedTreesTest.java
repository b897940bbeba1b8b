package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.WindowRow;

/** What lies on filesystems mounted below a root. Needs root, mount(8), and for some mkfs. */
class MountedTreesTest {
  @TempDir Path temp;
  private WindowFixture on;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  @BeforeEach
  void prepare() throws Exception {
    Assumptions.assumeTrue(new NativeKernel().effectiveUser() == 0, "mounting needs root");
    on = new WindowFixture(temp);
  }

  @AfterEach
  void cleanUp() throws Exception {
    undo.forEach(Runnable::run);
    if (on != null) {
      on.close();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }

  private void mount(Path place, String... arguments) throws Exception {
    Files.createDirectories(place);
    String[] command = new String[arguments.length + 2];
    command[0] = "mount";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    command[command.length - 1] = place.toString();
    Assumptions.assumeTrue(run(command), "mount does not work here");
    undo.push(
        () -> {
          try {
            assertThat(run("umount", place.toString())).isTrue();
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void nested() {
    on.journal.watching(new Root(on.top(), on.top(), true, Exclusions.NONE));
  }

  @Test
  void hazard20WhatIsMountedOverIsAGapAndNeverARemoval() throws Exception {
    on.full();
    on.changed("vol/hidden");
    on.removed("vol/also");
    on.write("f");
    on.changed("f");
    mount(on.data.resolve("vol"), "-t", "tmpfs", "tmpfs");
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    Path list = on.service.list(window.id());
    assertThat(on.lines(list)).containsExactly("O f", "S vol");
    assertThat(WindowFixture.entries(list).get(1).reason()).isEqualTo(Reason.MOUNTED_OVER);
  }

  @Test
  void hazard20WithNestedTheRowsOfAMountedFilesystemAreLookedUpThere() throws Exception {
    nested();
    on.full();
    mount(on.data.resolve("vol"), "-t", "tmpfs", "tmpfs");
    on.write("vol/d/there");
    on.changed("vol/d/there");
    on.removed("vol/gone");
    assertThat(on.incremental()).containsExactly("O vol/d/there", "R vol/gone");
  }

  @Test
  void hazard20ABindMountOfTheSameFilesystemIsInside() throws Exception {
    on.write("a/f");
    on.full();
    mount(on.data.resolve("b"), "--bind", on.data.resolve("a").toString());
    on.changed("a/f");
    on.changed("b/f");
    assertThat(on.incremental()).containsExactly("O a/f", "O b/f");
  }

  @Test
  void noDescriptorIsLeftThatWouldKeepAFilesystemFromBeingUnmounted() throws Exception {
    nested();
    on.full();
    mount(on.data.resolve("vol"), "-t", "tmpfs", "tmpfs");
    on.write("vol/f");
    on.changed("vol/f");
    assertThat(on.incremental()).containsExactly("O vol/f");
    assertThat(run("umount", on.data.resolve("vol").toString())).isTrue();
    undo.pop();
  }

  @Test
  void hazard21ANewSubvolumeIsASubtreeIfNestedAndElseABoundary() throws Exception {
    Path image = temp.resolve("btrfs.img");
    Assumptions.assumeTrue(
        run("truncate", "-s", "200M", image.toString())
            && run("mkfs.btrfs", "-q", image.toString()),
        "needs mkfs.btrfs");
    mount(on.data, "-o", "loop", image.toString());
    on.full();
    String snapshot = on.data + "/snap";
    Assumptions.assumeTrue(run("btrfs", "subvolume", "create", snapshot), "needs btrfs(8)");
    on.write("snap/d/f");
    on.row("snap", ChangeBits.CREATED | ChangeBits.DIRECTORY, Reason.CHANGED);
    on.changed("snap/d/f");
    assertThat(on.incremental()).containsExactly("O snap");
    nested();
    assertThat(on.incremental()).containsExactly("S snap");
  }

  @Test
  void hazard23TheBackingFileOfALoopDeviceIsFound() throws Exception {
    Path image = on.data.resolve("disk.img");
    Assumptions.assumeTrue(
        run("truncate", "-s", "20M", image.toString()) && run("mkfs.ext4", "-q", image.toString()),
        "needs mkfs.ext4");
    mount(temp.resolve("inside"), "-o", "loop", image.toString());
    assertThat(found()).contains(on.at("disk.img"));
  }

  @Test
  void hazard23AFileMappedInAnotherMountNamespaceIsFoundByItsHandle() throws Exception {
    Path file = on.write("db");
    Path elsewhere = Files.createDirectories(temp.resolve("ns"));
    String script =
        """
        import mmap, sys
        f = open(sys.argv[1], 'r+b')
        m = mmap.mmap(f.fileno(), 2)
        f.close()
        print('ready', flush=True)
        sys.stdin.read()
        """;
    Process process =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind \"$1\" \"$2\" && exec python3 -c \"$3\" \"$2/db\"",
                "sh",
                on.data.toString(),
                elsewhere.toString(),
                script)
            .start();
    undo.push(process::destroy);
    Assumptions.assumeTrue(
        "ready".equals(process.inputReader().readLine()), "needs unshare(1) and python3");
    assertThat(found()).contains(on.at("db"));
    assertThat(file).exists();
  }

  private Set<PathBytes> found() {
    MappedFileScan scan = new MappedFileScan(new NativeKernel(), on.journal.roots());
    scan.run();
    assertThat(List.copyOf(scan.notes())).noneMatch(note -> note.contains("failed"));
    return scan.found();
  }

  @Test
  void hazard4TwoPathsOfOneLinkDoNotStandForTheOtherLink() throws Exception {
    on.write("real/f");
    on.write("other/keep");
    Files.createLink(on.data.resolve("other/g"), on.data.resolve("real/f"));
    mount(on.data.resolve("bind"), "--bind", on.data.resolve("real").toString());
    on.journal.watching(new Root(on.top(), on.top(), true, Exclusions.NONE));
    on.full();
    on.changed("real/f");
    on.changed("bind/f");

    assertThat(on.incremental()).containsExactlyInAnyOrder("O real/f", "O bind/f", "O other/g");
  }

  @Test
  void hazard4FilesOfTwoFilesystemsWithOneInodeNumberAreBothListedByAllTheirNames()
      throws Exception {
    for (String filesystem : List.of("one", "two")) {
      mount(on.data.resolve(filesystem), "-t", "tmpfs", "tmpfs");
      Path file = on.write(filesystem + "/a/f");
      Files.createDirectory(on.data.resolve(filesystem + "/b"));
      Files.createLink(on.data.resolve(filesystem + "/b/f"), file);
    }
    Assumptions.assumeTrue(
        inode("one/a/f") == inode("two/a/f"), "tmpfs numbers its inodes for all mounts (< 5.9)");
    nested();
    on.full();
    on.changed("one/a/f");
    on.changed("two/a/f");

    assertThat(on.incremental())
        .containsExactlyInAnyOrder("O one/a/f", "O one/b/f", "O two/a/f", "O two/b/f");
  }

  private long inode(String name) throws IOException {
    return (long) Files.getAttribute(on.data.resolve(name), "unix:ino");
  }
}
