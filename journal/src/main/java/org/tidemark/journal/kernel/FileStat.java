package org.tidemark.journal.kernel;

/**
 * What statx(2) said of one file. Mutable and reused by its owner, so that listing millions of
 * names makes no garbage; not thread-safe. Times are seconds since 1970 and nanoseconds.
 */
public final class FileStat {
  private static final int TYPE_MASK = 0xf000;

  /** {@code BTRFS_FIRST_FREE_OBJECTID} of linux/btrfs_tree.h. */
  private static final long SUBVOLUME_TOP = 256;

  int mode;
  int links;
  int user;
  int group;
  long inode;
  long size;
  long device;
  long mountId;
  long attributes;
  long accessSeconds;
  int accessNanos;
  long changeSeconds;
  int changeNanos;
  long modifySeconds;
  int modifyNanos;
  long specialDevice;
  boolean hasBirthTime;
  long birthSeconds;
  int birthNanos;

  /** Type and permission bits. */
  public int mode() {
    return mode;
  }

  public int permissions() {
    return mode & 07777;
  }

  public boolean isDirectory() {
    return (mode & TYPE_MASK) == 0x4000;
  }

  public boolean isRegular() {
    return (mode & TYPE_MASK) == 0x8000;
  }

  public boolean isSymbolicLink() {
    return (mode & TYPE_MASK) == 0xa000;
  }

  public boolean isBlockDevice() {
    return (mode & TYPE_MASK) == 0x6000;
  }

  public boolean isSocket() {
    return (mode & TYPE_MASK) == 0xc000;
  }

  public int links() {
    return links;
  }

  public int user() {
    return user;
  }

  public int group() {
    return group;
  }

  public long inode() {
    return inode;
  }

  public long size() {
    return size;
  }

  /** Whether it is the top of a btrfs subvolume or snapshot; says nothing on other filesystems. */
  public boolean isSubvolumeTop() {
    return inode == SUBVOLUME_TOP;
  }

  /** Major number in the upper 32 bits, minor in the lower. */
  public long device() {
    return device;
  }

  /** The mount it was reached through; 0 before Linux 5.8. */
  public long mountId() {
    return mountId;
  }

  /** {@code STATX_ATTR_MOUNT_ROOT}: it is the root of a mount. */
  public boolean isMountRoot() {
    return (attributes & 0x2000) != 0;
  }

  public long accessSeconds() {
    return accessSeconds;
  }

  public int accessNanos() {
    return accessNanos;
  }

  public long changeSeconds() {
    return changeSeconds;
  }

  public int changeNanos() {
    return changeNanos;
  }

  public long modifySeconds() {
    return modifySeconds;
  }

  public int modifyNanos() {
    return modifyNanos;
  }

  /** Change time in nanoseconds since 1970; only for comparing for equality and order. */
  public long changeTime() {
    return changeSeconds * 1_000_000_000L + changeNanos;
  }

  /** Whether the filesystem says when the inode was made; {@link #birthTime} is 0 otherwise. */
  public boolean hasBirthTime() {
    return hasBirthTime;
  }

  /** When the inode was made, in nanoseconds since 1970. */
  public long birthTime() {
    return birthSeconds * 1_000_000_000L + birthNanos;
  }

  /** Modification time in nanoseconds since 1970; only for comparing for equality and order. */
  public long modifyTime() {
    return modifySeconds * 1_000_000_000L + modifyNanos;
  }

  /** Major and minor of a device node, as in {@link #device}. */
  public long specialDevice() {
    return specialDevice;
  }
}
