package org.tidemark.journal.testing;

/** What a {@link Workload} does, with how often it does it when nothing else is asked. */
public enum WorkloadOperation {
  CREATE(14),
  CREATE_DIRECTORY(8),
  /** Several nested directories and a file in the deepest, as fast as possible. */
  CREATE_DEEP(3),
  APPEND(10),
  /** The same size, within the same second as other writes. */
  OVERWRITE(10),
  /** The same size, and then the modification time set to always the same old one. */
  OVERWRITE_UNDER_OLD_TIME(5),
  MAPPED_WRITE(4),
  /** As MAPPED_WRITE, but the mapping stays and is written through again later. */
  LONG_MAPPED_WRITE(2),
  TRUNCATE(4),
  CHMOD(5),
  CHOWN(4),
  SET_TIME(5),
  SET_XATTR(4),
  LINK(4),
  SYMLINK(3),
  FIFO(1),
  RENAME_FILE(7),
  RENAME_DIRECTORY(6),
  /** A new file renamed over an old one. */
  REPLACE(6),
  /** An existing name renamed over another one. */
  RENAME_OVER(3),
  EXCHANGE(3),
  REMOVE(7),
  REMOVE_TREE(2),
  /** A name removed before is made again, as whatever. */
  RECREATE(5),
  /** The tree is removed and another built under the same name at once. */
  REBUILD_TREE(2),
  SHORT_LIVED(4),
  /** A file becomes a directory, or a directory a file. */
  CHANGE_TYPE(3),

  // Only where they are asked for:

  SOCKET(0),
  /** A character device; needs root. */
  DEVICE(0),
  /** A further name of a symbolic link, pipe, socket or device. */
  LINK_SPECIAL(0),
  /** One of these is replaced by another that looks like it, times included. */
  REMAKE_SPECIAL(0),
  /** A file with holes. */
  SPARSE(0),
  /** An access control list, of a directory also the one that what is made in it gets. */
  SET_ACL(0),
  /** An extended attribute of anything, symbolic links included; needs root. */
  SET_TRUSTED(0);

  private final int weight;

  WorkloadOperation(int weight) {
    this.weight = weight;
  }

  public int usualWeight() {
    return weight;
  }

  /** Not where the tree has enough of them. */
  boolean makesNames() {
    return switch (this) {
      case CREATE, CREATE_DIRECTORY, CREATE_DEEP, LINK, SYMLINK, FIFO, RECREATE -> true;
      case SOCKET, DEVICE, LINK_SPECIAL, SPARSE -> true;
      default -> false;
    };
  }
}
