package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;

/**
 * Sets watches and lists: opens a directory, adds the watch through the descriptor, and only then
 * lists it, so that whatever appears later gives an event. Used by one thread at a time.
 */
final class TreeWalker {
  /** Each level keeps a descriptor open. */
  private static final int DEEPEST = 64;

  private static final int MASK =
      Flags.IN_MODIFY
          | Flags.IN_CLOSE_WRITE
          | Flags.IN_ATTRIB
          | Flags.IN_CREATE
          | Flags.IN_DELETE
          | Flags.IN_MOVED_FROM
          | Flags.IN_MOVED_TO
          | Flags.IN_EXCL_UNLINK
          | Flags.IN_ONLYDIR;

  /** Below the top the parent's events say the same; the top has no watched parent. */
  private static final int TOP_MASK = MASK | Flags.IN_DELETE_SELF | Flags.IN_MOVE_SELF;

  /** Names the directory that is open and that the thread stands in. */
  private static final byte[] HERE = {'.'};

  private static final byte[] TOP_OF_ALL = {'/'};

  private final Kernel kernel;
  private final int inotify;
  private final PathBytes place;
  private final Exclusions exclusions;
  private final DirectoryOpener opener;
  private final SubdirectoryCount subdirectories;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
  private final DirectoryEntries entries = new DirectoryEntries(buffer);
  private final FileStat stat = new FileStat();

  private Set<PathBytes> boundaries = Set.of();
  private boolean ownsWorkingDirectory;
  private int budget;

  TreeWalker(
      Kernel kernel,
      int inotify,
      PathBytes place,
      String filesystem,
      Exclusions exclusions,
      DirectoryOpener opener) {
    this.kernel = kernel;
    this.inotify = inotify;
    this.place = place;
    this.exclusions = exclusions;
    this.opener = opener;
    this.subdirectories = new SubdirectoryCount(kernel, filesystem);
  }

  /**
   * Spares the kernel the way through {@code /proc} to an open directory, a fifth of the cost of a
   * watch. To be called by the thread that walks, which must never start another one.
   */
  void ownWorkingDirectory() {
    ownsWorkingDirectory = kernel.ownWorkingDirectory() == 0;
  }

  /**
   * Walks, and fills in what it found.
   *
   * @param directories how many to visit before the rest is left as {@code remaining}
   */
  void run(Walk walk, int directories) {
    budget = directories;
    boundaries = opener.boundaries();
    int descriptor = opener.open(walk.path);
    if (descriptor < 0) {
      walk.top = new Walk.Found(Walk.TOP, new byte[0], descriptor);
      return;
    }
    try {
      runFrom(walk, descriptor);
    } finally {
      kernel.close(descriptor);
      leave();
    }
  }

  /** A working directory would keep its filesystem from being unmounted. */
  private void leave() {
    if (ownsWorkingDirectory) {
      ownsWorkingDirectory = kernel.changeDirectory(TOP_OF_ALL) == 0;
    }
  }

  private void runFrom(Walk walk, int descriptor) {
    int watch = addWatch(descriptor, walk.path.length == 0);
    Walk.Found top = new Walk.Found(Walk.TOP, new byte[0], watch);
    walk.top = top;
    if (watch != walk.task.watch()) {
      return;
    }
    PathBytes path = place.resolve(walk.path);
    List<byte[]> names = walk.task.names();
    if (names == null) {
      names = list(descriptor, path, top);
    }
    visitAll(walk, Walk.TOP, names, descriptor, path, 1);
  }

  /** The watch of the directory at a path relative to the place, or {@code -errno}. */
  int watchOf(byte[] relative) {
    int descriptor = opener.open(relative);
    if (descriptor < 0) {
      return descriptor;
    }
    int watch = addWatch(descriptor, relative.length == 0);
    kernel.close(descriptor);
    return watch;
  }

  private int addWatch(int descriptor, boolean top) {
    return kernel.inotifyAddWatch(inotify, nameOf(descriptor), top ? TOP_MASK : MASK);
  }

  /** What leads to that very directory, whatever happens to its path. */
  private byte[] nameOf(int descriptor) {
    if (ownsWorkingDirectory && kernel.changeDirectory(descriptor) == 0) {
      return HERE;
    }
    return ("/proc/self/fd/" + descriptor).getBytes(StandardCharsets.US_ASCII);
  }

  private void visitAll(
      Walk walk, int parent, List<byte[]> names, int descriptor, PathBytes path, int depth) {
    for (int i = 0; i < names.size(); i++) {
      Walk.Found directory = walk.entry(parent);
      if (budget <= 0 || depth > DEEPEST) {
        directory.remaining = names.subList(i, names.size());
        return;
      }
      int watch = visit(walk, parent, names.get(i), descriptor, path, depth);
      if (watch == -Errno.ENOSPC || watch == -Errno.ENOMEM) {
        directory.failure = -Errno.ENOSPC;
        return;
      }
    }
  }

  private int visit(
      Walk walk, int parent, byte[] name, int directory, PathBytes parentPath, int depth) {
    PathBytes path = parentPath.child(name);
    budget--;
    int descriptor = opener.openChild(directory, name, path, boundaries);
    if (descriptor < 0) {
      int unused = walk.add(new Walk.Found(parent, name, descriptor));
      return descriptor;
    }
    try {
      int watch = addWatch(descriptor, false);
      Walk.Found found = new Walk.Found(parent, name, watch);
      int index = walk.add(found);
      if (watch >= 0) {
        visitAll(walk, index, list(descriptor, path, found), descriptor, path, depth + 1);
      }
      return watch;
    } finally {
      kernel.close(descriptor);
    }
  }

  /** Names of the directories in an open directory that are not excluded. */
  private List<byte[]> list(int descriptor, PathBytes path, Walk.Found directory) {
    if (subdirectories.isZero(descriptor)) {
      return List.of();
    }
    List<byte[]> names = new ArrayList<>();
    int length = kernel.getdents64(descriptor, buffer);
    while (length > 0) {
      entries.reset(length);
      while (entries.next()) {
        addDirectory(descriptor, path, names);
      }
      length = entries.broken() ? -Errno.EIO : kernel.getdents64(descriptor, buffer);
    }
    // ENOENT: it was removed while it was listed; its parent's events say so.
    if (length < 0 && length != -Errno.ENOENT) {
      directory.failure = length;
    }
    return eachOnce(names);
  }

  /** A name that is replaced while its directory is read may be given twice. */
  private static List<byte[]> eachOnce(List<byte[]> names) {
    Set<byte[]> seen = new TreeSet<>(Arrays::compare);
    names.removeIf(name -> !seen.add(name));
    return names;
  }

  private void addDirectory(int descriptor, PathBytes path, List<byte[]> names) {
    int type = entries.type();
    if (type != DirectoryEntries.TYPE_DIRECTORY && type != DirectoryEntries.TYPE_UNKNOWN) {
      return;
    }
    byte[] name = entries.name();
    boolean directory = type == DirectoryEntries.TYPE_DIRECTORY || isDirectory(descriptor, name);
    if (directory && !excludes(path, name, 0, name.length)) {
      names.add(name);
    }
  }

  private boolean isDirectory(int descriptor, byte[] name) {
    int result = kernel.statx(descriptor, name, Flags.AT_SYMLINK_NOFOLLOW, stat);
    return result == 0 && stat.isDirectory();
  }

  /** True if that name in that directory is not to be watched. */
  boolean excludes(PathBytes directory, byte[] buffer, int offset, int length) {
    if (exclusions.excludesName(buffer, offset, length)) {
      return true;
    }
    if (exclusions.paths().isEmpty()) {
      return false;
    }
    PathBytes path = directory.child(buffer, offset, length);
    return exclusions.paths().stream().anyMatch(path::isUnder);
  }

  /** True if an excluded path lies below: moved elsewhere, it is not excluded any more. */
  boolean excludedBelow(PathBytes directory) {
    return exclusions.paths().stream().anyMatch(path -> path.isUnder(directory));
  }
}
