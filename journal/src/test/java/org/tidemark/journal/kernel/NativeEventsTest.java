package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.OpenFile;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SharedMapping;

/** The calls that give events, against the running kernel: what they tell, and what they refuse. */
class NativeEventsTest {
  private static final byte[] MISSING = bytes("/nonexistent/tidemark");

  private final NativeKernel kernel = new NativeKernel();
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

  @Test
  void inotifyTellsNamesAndQueuedCountsBytes() {
    int inotify = kernel.inotifyInit();
    int mask = Flags.IN_CREATE | Flags.IN_MOVED_FROM | Flags.IN_MOVED_TO | Flags.IN_ONLYDIR;
    int watch = kernel.inotifyAddWatch(inotify, path(""), mask);
    assertThat(watch).isPositive();
    tree.write("\u00ff", "x");
    tree.rename("\u00ff", "y");

    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    int queued = kernel.queued(inotify);
    int length = kernel.read(inotify, buffer, 0, 4096);
    assertThat(length).isEqualTo(queued).isPositive();
    byte[] raw = new byte[length];
    buffer.get(0, raw);
    InotifyRecords records = new InotifyRecords();
    records.reset(raw, length);
    assertThat(records.next()).isTrue();
    assertThat(records.watch()).isEqualTo(watch);
    assertThat(records.mask()).isEqualTo(Flags.IN_CREATE);
    assertThat(raw[records.nameOffset()]).isEqualTo((byte) 0xff);
    assertThat(records.nameLength()).isEqualTo(1);
    assertThat(records.next()).isTrue();
    int cookie = records.cookie();
    assertThat(records.mask()).isEqualTo(Flags.IN_MOVED_FROM);
    assertThat(records.next()).isTrue();
    assertThat(records.cookie()).isEqualTo(cookie).isNotZero();
    assertThat(records.next()).isFalse();
    assertThat(records.broken()).isFalse();

    assertThat(kernel.read(inotify, buffer, 0, 4096)).isEqualTo(-Errno.EAGAIN);
    assertThat(kernel.inotifyRemoveWatch(inotify, watch)).isZero();
    assertThat(kernel.inotifyRemoveWatch(inotify, watch)).isEqualTo(-Errno.EINVAL);
    assertThat(kernel.inotifyAddWatch(inotify, MISSING, mask)).isEqualTo(-Errno.ENOENT);
    kernel.close(inotify);
  }

  @Test
  void fanotifyTellsDirectoryNameAndHandleAndQueuedCountsEventsHazard6() {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4)) {
      int fanotify = initFanotify();
      mark(fanotify, Flags.FAN_CREATE | Flags.FAN_ONDIR, filesystem);
      filesystem.tree().mkdir("d\u00ff");
      filesystem.tree().write("f", "x");

      assertThat(kernel.queued(fanotify)).isEqualTo(48);
      byte[] raw = readAll(fanotify);
      assertThat(raw.length).isGreaterThan(48);
      ByteBuffer copy = ByteBuffer.allocateDirect(raw.length);
      copy.order(ByteOrder.nativeOrder()).put(0, raw);
      assertThat(FanotifyRecords.count(copy, 0, raw.length)).isEqualTo(2);
      FanotifyRecords records = new FanotifyRecords();
      records.reset(raw, raw.length);
      assertThat(records.next()).isTrue();
      assertThat(records.mask()).isEqualTo(Flags.FAN_CREATE | Flags.FAN_ONDIR);
      assertThat(name(raw, records.parent())).isEqualTo("d\u00ff");
      assertThat(records.pid()).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(records.next()).isTrue();
      assertThat(name(raw, records.parent())).isEqualTo("f");
      assertThat(records.parent().handleLength()).isGreaterThan(8);
      assertThat(records.next()).isFalse();
      assertThat(records.broken()).isFalse();
      kernel.close(fanotify);
    }
  }

  @Test
  void fanotifyRenameCarriesBothNames() {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4)) {
      int fanotify = initFanotify();
      mark(fanotify, Flags.FAN_RENAME | Flags.FAN_ONDIR, filesystem);
      filesystem.tree().write("from", "x");
      filesystem.tree().rename("from", "to");

      byte[] raw = readAll(fanotify);
      FanotifyRecords records = new FanotifyRecords();
      records.reset(raw, raw.length);
      assertThat(records.next()).isTrue();
      assertThat(name(raw, records.oldParent())).isEqualTo("from");
      assertThat(name(raw, records.newParent())).isEqualTo("to");
      kernel.close(fanotify);
    }
  }

  /** What decides between the two ways of learning of a change of times. */
  @Test
  void settingOnlyTheAccessTimeIsNoAttribAndOnlyTheModificationTimeIsModify() {
    int inotify = kernel.inotifyInit();
    tree.write("f", "x");
    int mask = Flags.IN_MODIFY | Flags.IN_ATTRIB;
    assertThat(kernel.inotifyAddWatch(inotify, path(""), mask)).isPositive();
    long[] accessOnly = {1, 0, 0, Flags.UTIME_OMIT};
    assertThat(kernel.utimensat(Kernel.AT_FDCWD, path("f"), accessOnly, 0)).isZero();
    assertThat(kernel.queued(inotify)).as("an access is not asked for").isZero();

    tree.setModified("f", 1, 0);
    byte[] raw = readAll(inotify);
    InotifyRecords records = new InotifyRecords();
    records.reset(raw, raw.length);
    assertThat(records.next()).isTrue();
    assertThat(records.mask()).isEqualTo(Flags.IN_MODIFY);
    kernel.close(inotify);
  }

  @Test
  void anEndedSharedMappingIsAClosedWriteAndItsWritesAreNothing() {
    int inotify = kernel.inotifyInit();
    tree.write("f", "0123456789");
    int mask = Flags.IN_MODIFY | Flags.IN_CLOSE_WRITE;
    assertThat(kernel.inotifyAddWatch(inotify, path(""), mask)).isPositive();
    SharedMapping mapping;
    try (OpenFile file = tree.open("f")) {
      mapping = file.map(10);
    }
    mapping.write(0, bytes("xyz"));
    mapping.sync();
    assertThat(kernel.queued(inotify)).isZero();
    mapping.close();
    assertThat(kernel.queued(inotify)).isPositive();
    kernel.close(inotify);
  }

  @Test
  void whatFanotifyCannotMarkIsTold() {
    assumeTrue(kernel.effectiveUser() == 0, "fanotify filesystem marks need root");
    int fanotify = initFanotify();
    int flags = Flags.FAN_MARK_ADD | Flags.FAN_MARK_FILESYSTEM;
    assertThat(kernel.fanotifyMark(fanotify, flags, Flags.FAN_CREATE, Kernel.AT_FDCWD, MISSING))
        .isEqualTo(-Errno.ENOENT);
    assertThat(kernel.fanotifyMark(fanotify, flags, 1L << 60, Kernel.AT_FDCWD, path("")))
        .isEqualTo(-Errno.EINVAL);
    kernel.close(fanotify);
    assertThat(kernel.fanotifyMark(fanotify, flags, Flags.FAN_CREATE, Kernel.AT_FDCWD, path("")))
        .isEqualTo(-Errno.EBADF);
    assertThat(kernel.fanotifyInit(Flags.FAN_REPORT_NAME)).isEqualTo(-Errno.EINVAL);
  }

  private int initFanotify() {
    int fanotify =
        kernel.fanotifyInit(Flags.FAN_NONBLOCK | Flags.FAN_REPORT_FID | Flags.FAN_REPORT_DFID_NAME);
    assertThat(fanotify).isNotNegative();
    return fanotify;
  }

  private void mark(int fanotify, long mask, ScratchFilesystem filesystem) {
    int flags = Flags.FAN_MARK_ADD | Flags.FAN_MARK_FILESYSTEM;
    byte[] place = filesystem.path().bytes();
    assertThat(kernel.fanotifyMark(fanotify, flags, mask, Kernel.AT_FDCWD, place)).isZero();
  }

  private byte[] readAll(int descriptor) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8192);
    int length = kernel.read(descriptor, buffer, 0, 8192);
    assertThat(length).isPositive();
    byte[] raw = new byte[length];
    buffer.get(0, raw);
    return raw;
  }

  private static String name(byte[] raw, FanotifyRecords.Place place) {
    return new String(raw, place.nameOffset(), place.nameLength(), StandardCharsets.ISO_8859_1);
  }
}
