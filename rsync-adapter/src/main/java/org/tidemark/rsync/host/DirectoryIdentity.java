package org.tidemark.rsync.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which directory of which filesystem a path led to. Device numbers may change at a reboot and are
 * good within one run only; the rest is kept in the marker.
 *
 * @param device {@code st_dev}
 * @param inode {@code st_ino}
 * @param type magic number of the filesystem's type in hexadecimal (statfs(2))
 * @param fsid {@code f_fsid} in hexadecimal: made from the UUID on ext4 and btrfs, from the device
 *     number on xfs (statfs(2))
 * @param uuid of the filesystem; empty where it has none or nobody may read it
 */
public record DirectoryIdentity(long device, long inode, String type, String fsid, String uuid) {
  /** Of a directory at which nobody can look; the same as every other of that kind. */
  public static final DirectoryIdentity UNSEEN = new DirectoryIdentity(0, 0, "", "", "");

  private static final String BTRFS = "9123683e";
  private static final Pattern KEPT =
      Pattern.compile("type=(\\S*) uuid=(\\S*) fsid=(\\S*) inode=(\\d+)");

  /** True if a run today and one of another day saw the same directory. */
  public boolean sameAs(DirectoryIdentity other) {
    if (inode != other.inode || !type.equals(other.type)) {
      return false;
    }
    // All subvolumes of a btrfs share one UUID and their roots one inode number.
    boolean uuidDecides = !uuid.isEmpty() && !other.uuid.isEmpty() && !type.equals(BTRFS);
    return uuidDecides ? uuid.equals(other.uuid) : fsid.equals(other.fsid);
  }

  /**
   * True if putting the filesystem back in time takes that other directory back with this one. A
   * subvolume that is put back by itself is another directory than before.
   */
  public boolean sharesFilesystemWith(DirectoryIdentity other) {
    boolean sameBtrfs =
        type.equals(BTRFS)
            && other.type.equals(BTRFS)
            && !uuid.isEmpty()
            && uuid.equals(other.uuid);
    return device == other.device || sameBtrfs;
  }

  /** The form that {@code stat -c %d:%i} prints. */
  public String deviceAndInode() {
    return device + ":" + inode;
  }

  /** What the marker keeps. */
  public String text() {
    return "type=" + type + " uuid=" + uuid + " fsid=" + fsid + " inode=" + inode;
  }

  /**
   * @throws IllegalArgumentException if {@link #text} did not write it
   */
  public static DirectoryIdentity ofText(String text) {
    Matcher kept = KEPT.matcher(text);
    if (!kept.matches()) {
      throw new IllegalArgumentException("not an identity of a directory: " + text);
    }
    long inode = Long.parseLong(kept.group(4));
    return new DirectoryIdentity(0, inode, kept.group(1), kept.group(3), kept.group(2));
  }

  /** Reads the lines that {@link ByteFiles} asks for: device, inode, type, fsid, uuid. */
  public static DirectoryIdentity ofLines(String[] lines) {
    String uuid = lines.length > 4 ? lines[4].strip() : "";
    return new DirectoryIdentity(
        Long.parseLong(lines[0]), Long.parseLong(lines[1]), lines[2], lines[3], uuid);
  }
}
