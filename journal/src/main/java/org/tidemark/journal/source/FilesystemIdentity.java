package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.model.PathBytes;

/**
 * What tells a filesystem from another one that takes its place while nobody looks, in a form that
 * stays the same over reboots. Where the block device can be read, its UUID; else the fsid of
 * statfs(2); else the device number.
 */
final class FilesystemIdentity {
  private static final int EXT4_MAGIC = 0x400 + 0x38;
  private static final int EXT4_UUID = 0x400 + 0x68;
  private static final int XFS_UUID = 0x20;
  private static final int BTRFS_MAGIC = 0x10000 + 0x40;
  private static final int BTRFS_UUID = 0x10000 + 0x20;
  private static final int UUID_SIZE = 16;

  private final Kernel kernel;
  private final DeviceHead device;

  FilesystemIdentity(Kernel kernel) {
    this.kernel = kernel;
    this.device = new DeviceHead(kernel);
  }

  /**
   * @param place a directory on the mounted filesystem
   */
  String of(Mount mount, PathBytes place) {
    String uuid = uuid(mount);
    long[] typeAndId = new long[2];
    boolean known = kernel.statfs(place.bytes(), typeAndId) == 0 && typeAndId[1] != 0;
    String fsid = known ? String.format(Locale.ROOT, "%016x", typeAndId[1]) : "";
    if (!uuid.isEmpty()) {
      // The fsid of a btrfs also tells its subvolumes apart; that of an xfs is a device number.
      boolean subvolume = mount.type().equals("btrfs");
      return mount.type() + " uuid=" + uuid + (subvolume ? " fsid=" + fsid : "");
    }
    return mount.type() + (known ? " fsid=" + fsid : " device=" + mount.device());
  }

  private String uuid(Mount mount) {
    return device.of(mount).map(head -> uuid(mount.type(), head)).orElse("");
  }

  static String uuid(String type, ByteBuffer head) {
    return switch (type) {
      case "ext2", "ext3", "ext4" ->
          hasBytes(head, EXT4_MAGIC, new byte[] {0x53, (byte) 0xef}) ? hex(head, EXT4_UUID) : "";
      case "xfs" -> hasBytes(head, 0, ascii("XFSB")) ? hex(head, XFS_UUID) : "";
      case "btrfs" -> hasBytes(head, BTRFS_MAGIC, ascii("_BHRfS_M")) ? hex(head, BTRFS_UUID) : "";
      default -> "";
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean hasBytes(ByteBuffer head, int at, byte[] expected) {
    for (int index = 0; index < expected.length; index++) {
      if (head.get(at + index) != expected[index]) {
        return false;
      }
    }
    return true;
  }

  private static String hex(ByteBuffer head, int at) {
    byte[] uuid = new byte[UUID_SIZE];
    head.get(at, uuid);
    return HexFormat.of().formatHex(uuid);
  }
}
