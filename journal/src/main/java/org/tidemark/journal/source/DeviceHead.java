package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable.Mount;

/** Reads the beginning of the block device under a mount, where the superblock lies. */
final class DeviceHead {
  /** Behind the superblocks of ext4 (at 1 KiB), xfs (at 0) and btrfs (at 64 KiB). */
  private static final int SIZE = 0x10000 + 0x1000;

  private final Kernel kernel;

  DeviceHead(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Zeros where the device ends earlier; empty if there is no device, or it cannot be read. */
  Optional<ByteBuffer> of(Mount mount) {
    if (!mount.source().startsWith("/")) {
      return Optional.empty();
    }
    byte[] device = mount.source().getBytes(StandardCharsets.ISO_8859_1);
    if (!isDeviceOf(mount, device)) {
      return Optional.empty();
    }
    int descriptor = kernel.openat(Kernel.AT_FDCWD, device, Flags.O_RDONLY | Flags.O_NONBLOCK);
    if (descriptor < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(descriptor));
    } finally {
      kernel.close(descriptor);
    }
  }

  /** A btrfs has a device number of its own, and its source is one of several devices. */
  private boolean isDeviceOf(Mount mount, byte[] device) {
    FileStat stat = new FileStat();
    if (kernel.statx(Kernel.AT_FDCWD, device, 0, stat) < 0) {
      return false;
    }
    String number = (stat.specialDevice() >> 32) + ":" + (int) stat.specialDevice();
    return mount.type().equals("btrfs") || number.equals(mount.device());
  }

  private ByteBuffer read(int descriptor) {
    ByteBuffer head = ByteBuffer.allocateDirect(SIZE);
    int filled = 0;
    while (filled < SIZE) {
      int length = kernel.read(descriptor, head, filled, SIZE - filled);
      if (length <= 0) {
        break;
      }
      filled += length;
    }
    return head;
  }
}
