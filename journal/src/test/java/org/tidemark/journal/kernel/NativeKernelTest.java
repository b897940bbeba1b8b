package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Every call against the running kernel: what it gives, and that a failure is {@code -errno}. */
class NativeKernelTest {
  private static final byte[] MISSING = bytes("/nonexistent/tidemark");
  private static final int BAD = 1_000_000;

  private final NativeKernel kernel = new NativeKernel();
  private final FileStat stat = new FileStat();
  private ByteTree tree;

  @BeforeEach
  void useFolder(@TempDir Path folder) throws IOException {
    tree = new ByteTree(PathBytes.ofUtf8(folder.toRealPath().toString()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] path(String name) {
    return tree.path(name).bytes();
  }

  private int open(String name, int flags) {
    int descriptor = kernel.openat(Kernel.AT_FDCWD, path(name), flags);
    assertThat(descriptor).isNotNegative();
    return descriptor;
  }

  // --- files ------------------------------------------------------------------------------------

  @Test
  void openatAndReadGiveTheBytesOfAFileWithAnyName() {
    tree.write("\u00ff\n", "content");
    int descriptor = open("\u00ff\n", Flags.O_RDONLY);
    ByteBuffer buffer = ByteBuffer.allocateDirect(16);
    assertThat(kernel.read(descriptor, buffer, 3, 13)).isEqualTo(7);
    byte[] read = new byte[7];
    buffer.get(3, read);
    assertThat(read).asString().isEqualTo("content");
    assertThat(kernel.read(descriptor, buffer, 0, 16)).as("end of file").isZero();
    kernel.close(descriptor);
    assertThat(kernel.read(descriptor, buffer, 0, 16)).isEqualTo(-Errno.EBADF);
  }

  @Test
  void aThreadCanHaveAWorkingDirectoryOfItsOwn() throws Exception {
    tree.mkdir("here");
    tree.write("here/file-of-one-thread", "x");
    byte[] name = bytes("file-of-one-thread");
    AtomicInteger found = new AtomicInteger();
    Thread walker =
        new Thread(
            () -> {
              assertThat(kernel.ownWorkingDirectory()).isZero();
              int directory = open("here", Flags.O_RDONLY);
              assertThat(kernel.changeDirectory(directory)).isZero();
              found.set(kernel.openat(Kernel.AT_FDCWD, name, Flags.O_RDONLY));
              assertThat(kernel.changeDirectory(bytes("/"))).isZero();
              kernel.close(directory);
            });
    walker.start();
    walker.join();
    assertThat(found.get()).isPositive();
    kernel.close(found.get());
    assertThat(kernel.openat(Kernel.AT_FDCWD, name, Flags.O_RDONLY)).isEqualTo(-Errno.ENOENT);
    assertThat(kernel.changeDirectory(BAD)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.changeDirectory(MISSING)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void openat2RefusesWhatItIsToldToRefuse() {
    tree.mkdirs("d/sub");
    tree.write("d/f", "x");
    tree.symlink("f", "d/link");
    tree.symlink("/etc/passwd", "d/out");
    int directory = open("d", Flags.O_PATH | Flags.O_DIRECTORY);
    long beneath = Flags.RESOLVE_BENEATH;
    long noLinks = Flags.RESOLVE_NO_SYMLINKS;

    int opened = kernel.openat2(directory, bytes("sub"), Flags.O_PATH, beneath | noLinks);
    assertThat(opened).isNotNegative();
    kernel.close(opened);
    int through = kernel.openat2(directory, bytes("link"), Flags.O_RDONLY, beneath);
    assertThat(through).isNotNegative();
    kernel.close(through);
    assertThat(kernel.openat2(directory, bytes("link"), Flags.O_RDONLY, noLinks))
        .isEqualTo(-Errno.ELOOP);
    assertThat(kernel.openat2(directory, bytes("out"), Flags.O_RDONLY, beneath))
        .isEqualTo(-Errno.EXDEV);
    assertThat(kernel.openat2(directory, bytes("../d/f"), Flags.O_RDONLY, beneath))
        .isEqualTo(-Errno.EXDEV);
    assertThat(kernel.openat2(directory, bytes("f/x"), Flags.O_RDONLY, beneath))
        .isEqualTo(-Errno.ENOTDIR);
    kernel.close(directory);
  }

  @Test
  void openat2DoesNotCrossMountsHazard9() {
    int root = kernel.openat(Kernel.AT_FDCWD, bytes("/"), Flags.O_PATH | Flags.O_DIRECTORY);
    assertThat(kernel.openat2(root, bytes("proc/self"), Flags.O_PATH, Flags.RESOLVE_NO_XDEV))
        .isEqualTo(-Errno.EXDEV);
    kernel.close(root);
  }

  @Test
  void statxGivesAllThatABackupKeeps() {
    tree.write("f", "12345");
    tree.chmod("f", 02640);
    tree.link("f", "g");
    tree.setModified("f", -1_000_000_000L, 123_456_789);

    assertThat(kernel.statx(Kernel.AT_FDCWD, path("f"), 0, stat)).isZero();
    assertThat(stat.isRegular()).isTrue();
    assertThat(stat.permissions()).isEqualTo(02640);
    assertThat(stat.size()).isEqualTo(5);
    assertThat(stat.links()).isEqualTo(2);
    assertThat(stat.modifySeconds()).isEqualTo(-1_000_000_000L);
    assertThat(stat.modifyNanos()).isEqualTo(123_456_789);
    assertThat(stat.changeSeconds()).isGreaterThan(1_600_000_000L);
    assertThat(stat.inode()).isPositive();
  }

  @Test
  void statxTellsTheKindsOfFileAndFollowsLinksOnlyIfAsked() {
    tree.mkdir("d");
    tree.symlink("d", "link");
    tree.fifo("pipe");
    assertThat(kernel.statx(Kernel.AT_FDCWD, path("link"), Flags.AT_SYMLINK_NOFOLLOW, stat))
        .isZero();
    assertThat(stat.isSymbolicLink()).isTrue();
    assertThat(kernel.statx(Kernel.AT_FDCWD, path("link"), 0, stat)).isZero();
    assertThat(stat.isDirectory()).isTrue();
    assertThat(tree.stat("pipe").mode() & 0xf000).isEqualTo(0x1000);
    assertThat(kernel.statx(Kernel.AT_FDCWD, bytes("/dev/null"), 0, stat)).isZero();
    assertThat(stat.specialDevice()).isEqualTo((1L << 32) | 3);
    assertThat(kernel.statx(Kernel.AT_FDCWD, MISSING, 0, stat)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void statxKnowsMountRoots() {
    assertThat(kernel.statx(Kernel.AT_FDCWD, bytes("/proc"), 0, stat)).isZero();
    assertThat(stat.isMountRoot()).isTrue();
    tree.mkdir("plain");
    assertThat(tree.stat("plain").isMountRoot()).isFalse();
  }

  @Test
  void getdents64GivesEachNameOnceAndRewindStartsOver() {
    List<String> names = new ArrayList<>();
    for (int at = 0; at < 300; at++) {
      names.add("name-" + at + "\u00ff".repeat(at % 200));
      tree.write(names.get(at), "");
    }
    int descriptor = open("", Flags.O_RDONLY | Flags.O_DIRECTORY);
    List<String> first = entries(descriptor);
    assertThat(kernel.rewind(descriptor)).isZero();
    assertThat(entries(descriptor)).containsExactlyInAnyOrderElementsOf(names).isEqualTo(first);
    kernel.close(descriptor);
    assertThat(kernel.rewind(descriptor)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.getdents64(descriptor, ByteBuffer.allocateDirect(64)))
        .isEqualTo(-Errno.EBADF);
  }

  private List<String> entries(int descriptor) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    DirectoryEntries entries = new DirectoryEntries(buffer);
    List<String> names = new ArrayList<>();
    int length;
    while ((length = kernel.getdents64(descriptor, buffer)) > 0) {
      entries.reset(length);
      while (entries.next()) {
        assertThat(entries.inode()).isPositive();
        names.add(new String(entries.name(), StandardCharsets.ISO_8859_1));
      }
      assertThat(entries.broken()).isFalse();
    }
    assertThat(length).isZero();
    return names;
  }

  @Test
  void readlinkatGivesTheTargetCutAtTheBuffer() {
    tree.symlink("\u00fftarget", "link");
    byte[] target = new byte[64];
    assertThat(kernel.readlinkat(Kernel.AT_FDCWD, path("link"), target)).isEqualTo(7);
    assertThat(Arrays.copyOf(target, 7)).isEqualTo(bytes("\u00fftarget"));
    assertThat(kernel.readlinkat(Kernel.AT_FDCWD, path("link"), new byte[3])).isEqualTo(3);
    assertThat(kernel.readlinkat(Kernel.AT_FDCWD, path(""), target)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void utimensatSetsOneTimeAndLeavesTheOtherAlone() {
    tree.write("f", "x");
    tree.setModified("f", 77, 88);
    long[] accessOnly = {4_000_000_000L, 5, 0, Flags.UTIME_OMIT};
    assertThat(kernel.utimensat(Kernel.AT_FDCWD, path("f"), accessOnly, 0)).isZero();
    FileStat after = tree.stat("f");
    assertThat(after.accessSeconds()).isEqualTo(4_000_000_000L);
    assertThat(after.accessNanos()).isEqualTo(5);
    assertThat(after.modifySeconds()).isEqualTo(77);
    assertThat(after.modifyNanos()).isEqualTo(88);
    assertThat(kernel.utimensat(Kernel.AT_FDCWD, MISSING, accessOnly, 0)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void extendedAttributesAreListedAndRead() {
    tree.write("f", "x");
    tree.setAttribute("f", "user.one", bytes("first"));
    tree.setAttribute("f", "user.two", new byte[0]);
    byte[] names = new byte[256];
    int length = kernel.listxattr(path("f"), names, false);
    assertThat(new String(names, 0, length, StandardCharsets.ISO_8859_1).split("\0"))
        .contains("user.one", "user.two");
    byte[] value = new byte[16];
    assertThat(kernel.getxattr(path("f"), bytes("user.one"), value, true)).isEqualTo(5);
    assertThat(kernel.getxattr(path("f"), bytes("user.two"), value, false)).isZero();
    assertThat(kernel.getxattr(path("f"), bytes("user.none"), value, false))
        .isEqualTo(-Errno.ENODATA);
    assertThat(kernel.getxattr(path("f"), bytes("user.one"), new byte[2], false))
        .isEqualTo(-Errno.ERANGE);
    assertThat(kernel.listxattr(MISSING, names, false)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void statfsTellsTheTypeOfFilesystem() {
    long[] type = new long[2];
    assertThat(kernel.statfs(bytes("/proc"), type)).isZero();
    assertThat(type[0]).isEqualTo(0x9fa0);
    assertThat(kernel.statfs(MISSING, type)).isEqualTo(-Errno.ENOENT);
  }

  // --- handles ----------------------------------------------------------------------------------

  @Test
  void aHandleLeadsBackToItsFileUnderItsNewName() {
    assumeTrue(kernel.effectiveUser() == 0, "open_by_handle_at needs root");
    tree.write("before", "x");
    byte[] handle = new byte[136];
    int[] mount = new int[1];
    assertThat(kernel.nameToHandle(Kernel.AT_FDCWD, path("before"), handle, mount, 0)).isZero();
    tree.rename("before", "after");
    int folder = open("", Flags.O_RDONLY | Flags.O_DIRECTORY);
    byte[] shifted = new byte[200];
    System.arraycopy(handle, 0, shifted, 33, 136);

    int length = 8 + handle[0];
    int opened = kernel.openByHandle(folder, shifted, 33, length, Flags.O_PATH);
    assertThat(opened).isNotNegative();
    byte[] target = new byte[4096];
    byte[] link = bytes("/proc/self/fd/" + opened);
    int size = kernel.readlinkat(Kernel.AT_FDCWD, link, target);
    assertThat(Arrays.copyOf(target, size)).isEqualTo(path("after"));
    kernel.close(opened);

    tree.unlink("after");
    assertThat(kernel.openByHandle(folder, shifted, 33, length, Flags.O_PATH))
        .isEqualTo(-Errno.ESTALE);
    assertThat(kernel.openByHandle(folder, shifted, 0, 200, Flags.O_PATH)).isEqualTo(-Errno.EINVAL);
    kernel.close(folder);
    assertThat(kernel.nameToHandle(Kernel.AT_FDCWD, MISSING, handle, mount, 0))
        .isEqualTo(-Errno.ENOENT);
  }

  // --- waiting ----------------------------------------------------------------------------------

  @Test
  void anEventfdWakesPollUntilItIsDrained() {
    int eventfd = kernel.eventfd();
    PollSet set = new PollSet(2);
    int index = set.add(eventfd, Flags.POLLIN);
    assertThat(kernel.poll(set, 0)).isZero();
    assertThat(kernel.drain(eventfd)).isEqualTo(-Errno.EAGAIN);

    assertThat(kernel.signal(eventfd)).isEqualTo(8);
    assertThat(kernel.signal(eventfd)).isEqualTo(8);
    assertThat(kernel.poll(set, -1)).isEqualTo(1);
    assertThat(set.ready(index)).isEqualTo(Flags.POLLIN);
    assertThat(kernel.drain(eventfd)).isEqualTo(8);
    assertThat(kernel.poll(set, 0)).isZero();
    kernel.close(eventfd);
    assertThat(kernel.signal(eventfd)).isEqualTo(-Errno.EBADF);
  }

  @Test
  void aMemfdHasItsSizeAndReadsAsZeros() {
    int memfd = kernel.memfd("tidemark-test", 10_000);
    assertThat(memfd).isNotNegative();
    assertThat(kernel.statx(memfd, new byte[0], Flags.AT_EMPTY_PATH, stat)).isZero();
    assertThat(stat.size()).isEqualTo(10_000);
    kernel.close(memfd);
    assertThat(kernel.memfd("tidemark-test", -1)).isEqualTo(-Errno.EINVAL);
  }

  // --- mounts -----------------------------------------------------------------------------------

  @Test
  void aDetachedMountOfTheTopLevelShowsWhatTheSubvolumeMountHides() {
    try (ScratchFilesystem filesystem =
        ScratchFilesystem.create(ScratchFilesystem.Kind.BTRFS_SUBVOLUME)) {
      filesystem.tree().write("f", "x");
      byte[] device = bytes(filesystem.device().orElseThrow());
      int mount = kernel.detachedMount("btrfs", device, "subvolid=5");
      assertThat(mount).isNotNegative();
      assertThat(kernel.statx(mount, bytes("data/f"), 0, stat)).isZero();
      assertThat(stat.size()).isEqualTo(1);
      kernel.close(mount);
      assertThat(filesystem.tryUnmount()).as("nothing is left of it").isTrue();
    }
  }

  @Test
  void aDetachedMountOfNothingIsAnError() {
    assumeTrue(kernel.effectiveUser() == 0, "mounting needs root");
    assertThat(kernel.detachedMount("nosuchtype", bytes("/dev/null"))).isEqualTo(-Errno.ENODEV);
    assertThat(kernel.detachedMount("btrfs", bytes("/dev/nonexistent"), "subvolid=5")).isNegative();
  }

  // --- errors -----------------------------------------------------------------------------------

  @Test
  void closedDescriptorsAreErrorsEverywhere() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    assertThat(kernel.openat(BAD, bytes("x"), 0)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.openat2(BAD, bytes("x"), 0, 0)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.statx(BAD, bytes("x"), 0, stat)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.read(BAD, buffer, 0, 64)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.queued(BAD)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.inotifyAddWatch(BAD, bytes("/"), Flags.IN_CREATE)).isEqualTo(-Errno.EBADF);
    PollSet set = new PollSet(1);
    int index = set.add(BAD, Flags.POLLIN);
    assertThat(kernel.poll(set, 0)).isEqualTo(1);
    assertThat(set.ready(index)).isEqualTo((short) 0x20);
  }

  @Test
  void aNameThatIsTooLongIsToldAsSuch() {
    assertThat(kernel.openat(Kernel.AT_FDCWD, path("x".repeat(256)), 0))
        .isEqualTo(-Errno.ENAMETOOLONG);
  }

  @Test
  void checkGivesResultsBackAndTurnsFailuresIntoMessagesWithHints() throws KernelException {
    assertThat(Errno.check("read", 7)).isEqualTo(7);
    assertThatThrownBy(() -> Errno.check("inotify_add_watch", bytes("/a b\u00ff"), -Errno.ENOSPC))
        .isInstanceOfSatisfying(
            KernelException.class,
            e -> {
              assertThat(e.errno()).isEqualTo(Errno.ENOSPC);
              assertThat(e.hint()).contains("fs.inotify.max_user_watches");
            })
        .hasMessage("inotify_add_watch /a%20b%FF: ENOSPC: no space left");
    assertThatThrownBy(() -> Errno.check("poll", -99)).hasMessage("poll: errno 99");
  }

  @Test
  void everyCallThatAnOperatorCanMendHasAHint() {
    assertThat(Errno.hint("fanotify_init", Errno.EPERM)).contains("root");
    assertThat(Errno.hint("fanotify_init", Errno.EMFILE)).contains("max_user_groups");
    assertThat(Errno.hint("fanotify_mark", Errno.EXDEV)).contains("subvol");
    assertThat(Errno.hint("fanotify_mark", Errno.ENOSPC)).contains("max_user_marks");
    assertThat(Errno.hint("fanotify_mark", Errno.EOPNOTSUPP)).contains("inotify");
    assertThat(Errno.hint("inotify_init1", Errno.EMFILE)).contains("max_user_instances");
    assertThat(Errno.hint("open_by_handle_at", Errno.EPERM)).contains("root");
    assertThat(Errno.hint("openat", Errno.EMFILE)).contains("LimitNOFILE");
    assertThat(Errno.hint("openat", Errno.ENOENT)).isEmpty();
  }
}
