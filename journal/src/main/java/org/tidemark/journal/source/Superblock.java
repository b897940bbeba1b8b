package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.model.Reason;

/**
 * What a filesystem counts itself: ext4 the times it was mounted for writing since its last check,
 * btrfs its transactions, xfs the place of its superblock in its log. The first two are read as
 * they are now; of a mounted xfs it is what was last written back, which may be older, never newer.
 *
 * <p>Layouts: Linux {@code fs/ext4/ext4.h} (struct ext4_super_block), {@code
 * fs/xfs/libxfs/xfs_format.h} (struct xfs_dsb), {@code include/uapi/linux/btrfs_tree.h} (struct
 * btrfs_super_block).
 *
 * @param mounts times mounted (ext4); 0 elsewhere
 * @param checked seconds since 1970 of the last whole e2fsck (ext4); 0 elsewhere
 * @param generation grows with what is written (btrfs, xfs); 0 on ext4
 */
public record Superblock(long mounts, long checked, long generation) {
  private static final int EXT4_MOUNTS = 0x400 + 0x34;
  private static final int EXT4_CHECKED = 0x400 + 0x40;
  private static final int XFS_SEQUENCE = 0xf0;
  private static final int BTRFS_GENERATION = 0x10000 + 0x48;
  private static final Pattern TEXT =
      Pattern.compile("mounts=(\\d{1,18}) checked=(\\d{1,18}) generation=(\\d{1,18})");

  static Optional<Superblock> of(Mount mount, ByteBuffer head) {
    if (FilesystemIdentity.uuid(mount.type(), head).isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer little = head.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer big = head.duplicate().order(ByteOrder.BIG_ENDIAN);
    return switch (mount.type()) {
      case "ext2", "ext3", "ext4" ->
          Optional.of(
              new Superblock(
                  little.getShort(EXT4_MOUNTS) & 0xffff,
                  Integer.toUnsignedLong(little.getInt(EXT4_CHECKED)),
                  0));
      case "xfs" -> Optional.of(new Superblock(0, 0, counted(big.getLong(XFS_SEQUENCE))));
      case "btrfs" -> Optional.of(new Superblock(0, 0, counted(little.getLong(BTRFS_GENERATION))));
      default -> Optional.empty();
    };
  }

  /** No real counter comes near; xfs has values of its own for "none". */
  private static long counted(long value) {
    return value < 0 || value > 1L << 58 ? 0 : value;
  }

  /**
   * What must have happened out of sight between an earlier look and this one.
   *
   * @param knownMounts so many mounts in between are explained
   * @return {@link Reason#FILESYSTEM_ROLLED_BACK}, {@link Reason#CHANGED_OFFLINE}, or empty
   */
  public Optional<Reason> contradicts(Superblock earlier, int knownMounts) {
    if (checked != earlier.checked) {
      // A whole check begins the count of mounts anew, and may have repaired whatever it liked.
      return Optional.of(
          checked > earlier.checked ? Reason.CHANGED_OFFLINE : Reason.FILESYSTEM_ROLLED_BACK);
    }
    if (mounts < earlier.mounts || (generation != 0 && generation < earlier.generation)) {
      return Optional.of(Reason.FILESYSTEM_ROLLED_BACK);
    }
    boolean mountedElsewhere = mounts > earlier.mounts + knownMounts;
    return mountedElsewhere ? Optional.of(Reason.CHANGED_OFFLINE) : Optional.empty();
  }

  /** The form in which the journal keeps it. */
  public String text() {
    return String.format(
        Locale.ROOT, "mounts=%d checked=%d generation=%d", mounts, checked, generation);
  }

  /** Empty for anything but {@link #text}. */
  public static Optional<Superblock> ofText(String text) {
    Matcher numbers = TEXT.matcher(text);
    return numbers.matches()
        ? Optional.of(
            new Superblock(
                Long.parseLong(numbers.group(1)),
                Long.parseLong(numbers.group(2)),
                Long.parseLong(numbers.group(3))))
        : Optional.empty();
  }
}
