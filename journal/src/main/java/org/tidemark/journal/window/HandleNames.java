package org.tidemark.journal.window;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/**
 * Finds where a file is now by its handle: an event names the name through which the file was
 * opened, and that may have been unlinked while the file lives on under another. Owned by the
 * thread that makes a list.
 */
final class HandleNames implements AutoCloseable {
  private static final byte[] SELF = new byte[0];
  private static final byte[] DOT = {'.'};

  private final Kernel kernel;
  private final TreeLookup lookup;
  private final FileStat stat = new FileStat();
  private final FileStat shown = new FileStat();
  private final Map<Integer, Integer> readable = new HashMap<>();

  HandleNames(Kernel kernel, TreeLookup lookup) {
    this.kernel = kernel;
    this.lookup = lookup;
  }

  /**
   * A file that lives on.
   *
   * @param path where it is, below a root or not; empty if the kernel cannot tell
   */
  record Living(Optional<PathBytes> path) {}

  /** The file of that handle on the filesystem of that path's root; empty if it is gone. */
  Optional<Living> find(byte[] handle, PathBytes path) {
    int mount = readableRoot(lookup.anchorDescriptor(path));
    if (mount < 0) {
      return Optional.empty();
    }
    int descriptor = kernel.openByHandle(mount, handle, 0, handle.length, Flags.O_PATH);
    if (descriptor < 0) {
      return Optional.empty();
    }
    try {
      return living(descriptor);
    } finally {
      kernel.close(descriptor);
    }
  }

  /**
   * Where the directory of that handle is now, on the filesystem of that root; empty if nowhere.
   */
  Optional<PathBytes> directory(byte[] handle, PathBytes root) {
    int mount = readableRoot(lookup.anchorDescriptor(root));
    if (mount < 0) {
      return Optional.empty();
    }
    int flags = Flags.O_PATH | Flags.O_DIRECTORY;
    int descriptor = kernel.openByHandle(mount, handle, 0, handle.length, flags);
    if (descriptor < 0) {
      return Optional.empty();
    }
    try {
      return ProcLinks.target(kernel, ProcLinks.ofDescriptor(descriptor));
    } finally {
      kernel.close(descriptor);
    }
  }

  /** open_by_handle_at(2) takes no O_PATH descriptor for the mount. */
  private int readableRoot(int anchor) {
    if (anchor < 0) {
      return -1;
    }
    return readable.computeIfAbsent(
        anchor, root -> kernel.openat(root, DOT, Flags.O_RDONLY | Flags.O_DIRECTORY));
  }

  private Optional<Living> living(int descriptor) {
    int result = kernel.statx(descriptor, SELF, Flags.AT_EMPTY_PATH, stat);
    if (result < 0 || stat.links() == 0 || stat.isDirectory()) {
      return Optional.empty();
    }
    Optional<PathBytes> path = ProcLinks.target(kernel, ProcLinks.ofDescriptor(descriptor));
    return Optional.of(new Living(path.filter(this::leadsToIt)));
  }

  /** A path outside every root counts too: then the file is known to have left. */
  private boolean leadsToIt(PathBytes path) {
    return kernel.statx(Kernel.AT_FDCWD, path.bytes(), Flags.AT_SYMLINK_NOFOLLOW, shown) == 0
        && shown.inode() == stat.inode()
        && shown.device() == stat.device();
  }

  /** What the last {@link #find} that gave something saw. */
  FileStat stat() {
    return stat;
  }

  @Override
  public void close() {
    readable.values().stream().filter(descriptor -> descriptor >= 0).forEach(kernel::close);
    readable.clear();
  }
}
