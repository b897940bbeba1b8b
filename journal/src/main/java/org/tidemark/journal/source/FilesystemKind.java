package org.tidemark.journal.source;

import java.util.Set;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.MountTable.Mount;

/** How a mounted filesystem can be followed, told by its type in mountinfo. */
public enum FilesystemKind {
  /** On this machine alone: fanotify, and inotify where that does not work. */
  LOCAL,
  /**
   * fanotify cannot decode handles there, or would not see changes of the lower layers; or, with
   * FAT, a handle that the kernel has forgotten looks like one of what is gone (fs/fat/nfs.c).
   */
  INOTIFY_ONLY,
  /** Changed by other machines too, of which this kernel hears nothing. */
  SHARED,
  /** Made up by the kernel; there is nothing to back up. */
  PSEUDO;

  private static final Set<String> SHARED_TYPES =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "9p",
          "virtiofs",
          "vboxsf",
          "vmhgfs",
          "ceph",
          "lustre",
          "gfs",
          "gfs2",
          "ocfs2",
          "gpfs",
          "beegfs",
          "afs",
          "coda",
          "glusterfs",
          "orangefs",
          "pvfs2",
          "davfs",
          "ncpfs",
          "fhgfs",
          "panfs",
          "acfs",
          "vxclonefs",
          "quobyte",
          "weka",
          "wekafs");

  private static final Set<String> INOTIFY_TYPES = Set.of("overlay", "aufs", "vfat", "msdos");

  /** FUSE programs that show what lies elsewhere: the part behind {@code fuse.}. */
  private static final Set<String> SHARED_PROGRAMS =
      Set.of(
          "sshfs",
          "glusterfs",
          "s3fs",
          "rclone",
          "cephfs",
          "ceph-fuse",
          "ceph",
          "gcsfuse",
          "goofys",
          "mount-s3",
          "mountpoint-s3",
          "juicefs",
          "seaweedfs",
          "moosefs",
          "mfs",
          "lizardfs",
          "davfs",
          "davfs2",
          "curlftpfs",
          "smbnetfs",
          "nfs",
          "blobfuse",
          "blobfuse2",
          "afs",
          "vmhgfs-fuse",
          "quobyte",
          "dfs",
          "hdfs",
          "fuse_dfs",
          "gvfsd-fuse");

  public static FilesystemKind of(Mount mount) {
    return ofType(mount.type());
  }

  /**
   * @param type as in mountinfo: {@code ext4}, {@code fuse.sshfs}
   */
  public static FilesystemKind ofType(String type) {
    boolean fuse = type.equals("fuse") || type.startsWith("fuse.") || type.equals("fuseblk");
    if (SHARED_TYPES.contains(type)
        || (type.startsWith("fuse.") && SHARED_PROGRAMS.contains(type.substring(5)))) {
      return SHARED;
    }
    if (MountTable.isMadeUp(type)) {
      return PSEUDO;
    }
    return fuse || INOTIFY_TYPES.contains(type) ? INOTIFY_ONLY : LOCAL;
  }

  public boolean canBeFollowed() {
    return this == LOCAL || this == INOTIFY_ONLY;
  }

  /** Why it is refused, for people; empty if it is not. */
  public String refusal() {
    return switch (this) {
      case SHARED ->
          "it is a network or cluster filesystem: other machines change it and this kernel is not"
              + " told";
      case PSEUDO -> "the kernel makes it up and there is nothing to back up";
      case LOCAL, INOTIFY_ONLY -> "";
    };
  }

  /** What to do about a refusal. */
  public String hint() {
    return switch (this) {
      case SHARED -> "run tidemark on the machine that serves it";
      case PSEUDO -> "watch a folder of a real filesystem";
      case LOCAL, INOTIFY_ONLY -> "";
    };
  }
}
