package org.tidemark.netbackup.lists;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;

/**
 * What lies at a path now. Names are bytes, which Java's own files cannot express in every locale.
 * Not thread-safe.
 */
final class Trees {
  /** What a name is, as far as a list has to know. */
  enum Kind {
    MISSING,
    DIRECTORY,
    /** Files, links and everything else that is saved by its name. */
    FILE,
    /** Listed by its name, it would be read as a raw partition. */
    DEVICE,
    /** NetBackup saves none. */
    SOCKET
  }

  /** Is shown the names of a directory. */
  interface ChildVisitor {
    /** Gives false to see no more. */
    boolean child(byte[] name, Kind kind) throws KernelException;
  }

  private static final int TYPE_CHARACTER = 2;
  private static final int TYPE_BLOCK = 6;
  private static final int TYPE_SOCKET = 12;
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final int BUFFER = 1 << 15;

  private final Kernel kernel;
  private final FileStat stat = new FileStat();

  Trees(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * @throws KernelException if it cannot be told
   */
  Kind kind(PathBytes path) throws KernelException {
    return kind(Kernel.AT_FDCWD, path.bytes(), path);
  }

  private Kind kind(int directory, byte[] name, PathBytes told) throws KernelException {
    int result = kernel.statx(directory, name, Flags.AT_SYMLINK_NOFOLLOW, stat);
    if (result == -Errno.ENOENT || result == -Errno.ENOTDIR) {
      return Kind.MISSING;
    }
    int unused = Errno.check("statx", told.bytes(), result);
    if (stat.isDirectory()) {
      return Kind.DIRECTORY;
    }
    if (stat.isBlockDevice() || (stat.mode() & 0xf000) == CHARACTER_DEVICE) {
      return Kind.DEVICE;
    }
    return stat.isSocket() ? Kind.SOCKET : Kind.FILE;
  }

  /** A file that has several names. */
  record Link(long device, long inode) {}

  /** Empty for a file with one name, for what is no file, and if there is nothing. */
  Optional<Link> link(PathBytes path) throws KernelException {
    boolean linked = kind(path) == Kind.FILE && stat.links() > 1;
    return linked ? Optional.of(new Link(stat.device(), stat.inode())) : Optional.empty();
  }

  /** The filesystem that it lies on; 0 if there is nothing. */
  long device(PathBytes path) throws KernelException {
    return kind(path) == Kind.MISSING ? 0 : stat.device();
  }

  /**
   * Shows the names of a directory, in no order; none if it is gone.
   *
   * @throws KernelException if it cannot be read
   */
  void children(PathBytes directory, ChildVisitor visitor) throws KernelException {
    int flags = Flags.O_RDONLY | Flags.O_DIRECTORY | Flags.O_NOFOLLOW | Flags.O_NONBLOCK;
    int descriptor = kernel.openat(Kernel.AT_FDCWD, directory.bytes(), flags | Flags.O_NOATIME);
    if (descriptor == -Errno.EPERM) {
      descriptor = kernel.openat(Kernel.AT_FDCWD, directory.bytes(), flags);
    }
    if (descriptor == -Errno.ENOENT || descriptor == -Errno.ENOTDIR) {
      return;
    }
    int open = Errno.check("open", directory.bytes(), descriptor);
    try {
      read(open, directory, visitor);
    } finally {
      kernel.close(open);
    }
  }

  private void read(int open, PathBytes directory, ChildVisitor visitor) throws KernelException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    DirectoryEntries entries = new DirectoryEntries(buffer);
    int length = Errno.check("getdents64", directory.bytes(), kernel.getdents64(open, buffer));
    while (length > 0) {
      entries.reset(length);
      while (entries.next()) {
        byte[] name = entries.name();
        Kind kind = kind(open, name, entries.type(), directory);
        if (kind != Kind.MISSING && !visitor.child(name, kind)) {
          return;
        }
      }
      length = Errno.check("getdents64", directory.bytes(), kernel.getdents64(open, buffer));
    }
  }

  private Kind kind(int open, byte[] name, int type, PathBytes directory) throws KernelException {
    return switch (type) {
      case DirectoryEntries.TYPE_DIRECTORY -> Kind.DIRECTORY;
      case DirectoryEntries.TYPE_UNKNOWN -> kind(open, name, directory);
      case TYPE_BLOCK, TYPE_CHARACTER -> Kind.DEVICE;
      case TYPE_SOCKET -> Kind.SOCKET;
      default -> Kind.FILE;
    };
  }
}
