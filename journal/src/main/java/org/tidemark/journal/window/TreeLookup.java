package org.tidemark.journal.window;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * Looks names up from the descriptors of the roots, never by a path string: openat2(2) that follows
 * no symbolic link, leaves neither the root nor (unless {@code nested}) its filesystem, then
 * statx(2) of one name. Where openat2 refuses or does not exist (before Linux 5.6), the way is
 * walked name by name, which also says where it ends. Owned by one thread, one list long: its
 * descriptors would make umount fail.
 */
final class TreeLookup implements AutoCloseable {
  private static final byte[] SELF = new byte[0];
  private static final byte[] DOT = {'.'};
  private static final long BENEATH =
      Flags.RESOLVE_BENEATH | Flags.RESOLVE_NO_SYMLINKS | Flags.RESOLVE_NO_MAGICLINKS;
  private static final long BTRFS = 0x9123683eL;

  /** ext4, XFS and tmpfs, of linux/magic.h: the usual ones that have one device each. */
  private static final Set<Long> ONE_DEVICE = Set.of(0xef53L, 0x58465342L, 0x01021994L);

  private static final int MAX_OPEN = 32;

  private final Kernel kernel;
  private final FileStat stat = new FileStat();
  private final List<Anchor> anchors = new ArrayList<>();
  private final Deque<Place> open = new ArrayDeque<>();
  private boolean walkOnly;

  /**
   * A descriptor from which all paths at or below {@code prefix} are looked up; -1: missing.
   *
   * @param oneDevice whether what openat2(2) reaches without crossing a mount is of this device:
   *     not on btrfs, where each subvolume has one of its own
   */
  private record Anchor(
      PathBytes prefix, int descriptor, long device, boolean nested, boolean oneDevice) {}

  TreeLookup(Kernel kernel, List<Root> roots, Presentation presentation) {
    this.kernel = kernel;
    for (Root root : roots) {
      anchors.add(anchor(root.path(), root.path(), root.nested(), Flags.RESOLVE_NO_SYMLINKS));
    }
    if (presentation.rewrites()) {
      Root root = ListScope.rootOf(roots, presentation.from());
      boolean nested = root != null && root.nested();
      anchors.add(anchor(presentation.from(), presentation.to(), nested, 0));
    }
  }

  /** Makes every lookup go name by name, as on kernels without openat2(2). */
  TreeLookup walkingOnly() {
    walkOnly = true;
    return this;
  }

  private Anchor anchor(PathBytes prefix, PathBytes place, boolean nested, long resolve) {
    int flags = Flags.O_PATH | Flags.O_DIRECTORY;
    int descriptor = kernel.openat2(Kernel.AT_FDCWD, place.bytes(), flags, resolve);
    if (descriptor == -Errno.ENOSYS) {
      descriptor = kernel.openat(Kernel.AT_FDCWD, place.bytes(), flags | Flags.O_NOFOLLOW);
    }
    if (descriptor >= 0 && kernel.statx(descriptor, SELF, Flags.AT_EMPTY_PATH, stat) < 0) {
      kernel.close(descriptor);
      descriptor = -1;
    }
    boolean oneDevice = descriptor >= 0 && !nested && ONE_DEVICE.contains(type(descriptor));
    return new Anchor(prefix, descriptor, stat.device(), nested, oneDevice);
  }

  private Anchor anchorOf(PathBytes path) {
    Anchor found = null;
    for (Anchor anchor : anchors) {
      if (path.isUnder(anchor.prefix())
          && (found == null || anchor.prefix().length() >= found.prefix().length())) {
        found = anchor;
      }
    }
    return found;
  }

  /** The descriptor of the root (or presented tree) that holds the path; -1 if it is missing. */
  int anchorDescriptor(PathBytes path) {
    Anchor anchor = anchorOf(path);
    return anchor == null ? -1 : anchor.descriptor();
  }

  /** The device of the root that holds the path. */
  long anchorDevice(PathBytes path) {
    Anchor anchor = anchorOf(path);
    return anchor == null ? 0 : anchor.device();
  }

  /** Whether filesystems below the root that holds the path belong to it. */
  boolean nested(PathBytes path) {
    Anchor anchor = anchorOf(path);
    return anchor != null && anchor.nested();
  }

  /** Whether a root, or a presented tree, begins at this very path. */
  boolean isTop(PathBytes path) {
    return anchors.stream().anyMatch(anchor -> anchor.prefix().equals(path));
  }

  /** What the last {@link #find} that was FOUND saw; overwritten by the next call. */
  FileStat stat() {
    return stat;
  }

  /** Looks one name up; a symbolic link is itself. {@link #stat} says what it is. */
  Place find(PathBytes path) {
    return find(path, stat);
  }

  /** As {@link #find(PathBytes)}, with a place of the caller's for what was seen. */
  Place find(PathBytes path, FileStat into) {
    Anchor anchor = anchorOf(path);
    if (anchor == null || anchor.descriptor() < 0) {
      return Place.ended(Place.Outcome.NO_ROOT, path);
    }
    if (path.equals(anchor.prefix())) {
      int result = kernel.statx(anchor.descriptor(), SELF, Flags.AT_EMPTY_PATH, into);
      return result < 0 ? Place.failed(path, -result) : Place.found(path, -1, anchor.device());
    }
    Place directory = directory(path.parent());
    return directory.isFound() ? findIn(directory, path, into) : directory;
  }

  private Place findIn(Place directory, PathBytes path, FileStat into) {
    int result = kernel.statx(directory.descriptor(), path.name(), Flags.AT_SYMLINK_NOFOLLOW, into);
    if (result == -Errno.ENOENT) {
      return Place.ended(Place.Outcome.MISSING, path);
    }
    return result < 0
        ? Place.failed(path, -result)
        : Place.found(path, directory.descriptor(), directory.device());
  }

  /**
   * Opens a directory; the descriptor stays open while its descendants are asked for, in tree
   * order.
   */
  Place directory(PathBytes directory) {
    while (!open.isEmpty() && !directory.isUnder(open.peek().at())) {
      kernel.close(open.pop().descriptor());
    }
    if (!open.isEmpty() && open.peek().at().equals(directory)) {
      return open.peek();
    }
    Anchor anchor = anchorOf(directory);
    if (anchor == null || anchor.descriptor() < 0) {
      return Place.ended(Place.Outcome.NO_ROOT, directory);
    }
    Place place = openBelow(anchor, directory);
    if (place.isFound()) {
      remember(place);
    }
    return place;
  }

  /** The directory in which the last name was looked up that was found, or missing itself. */
  Place lastDirectory() {
    return open.peek();
  }

  private void remember(Place place) {
    open.push(place);
    if (open.size() > MAX_OPEN) {
      kernel.close(open.removeLast().descriptor());
    }
  }

  private Place openBelow(Anchor anchor, PathBytes directory) {
    byte[] relative = directory.relativeTo(anchor.prefix());
    if (!walkOnly) {
      int descriptor =
          kernel.openat2(
              anchor.descriptor(),
              relative.length == 0 ? DOT : relative,
              Flags.O_PATH | Flags.O_DIRECTORY,
              anchor.nested() ? BENEATH : BENEATH | Flags.RESOLVE_NO_XDEV);
      if (descriptor >= 0) {
        Place place = checked(anchor, directory, descriptor);
        if (place.isFound()) {
          return place;
        }
      }
      walkOnly = descriptor == -Errno.ENOSYS;
    }
    return walk(anchor, relative);
  }

  /** A btrfs subvolume is another filesystem to us, though not to openat2(2). */
  private Place checked(Anchor anchor, PathBytes directory, int descriptor) {
    if (anchor.oneDevice()) {
      return Place.found(directory, descriptor, anchor.device());
    }
    int result = kernel.statx(descriptor, SELF, Flags.AT_EMPTY_PATH, stat);
    if (result == 0 && (anchor.nested() || stat.device() == anchor.device())) {
      return Place.found(directory, descriptor, stat.device());
    }
    kernel.close(descriptor);
    return Place.failed(directory, result < 0 ? -result : Errno.EXDEV);
  }

  private Place walk(Anchor anchor, byte[] relative) {
    int descriptor = kernel.openat(anchor.descriptor(), DOT, Flags.O_PATH | Flags.O_DIRECTORY);
    Place place =
        descriptor < 0
            ? Place.failed(anchor.prefix(), -descriptor)
            : Place.found(anchor.prefix(), descriptor, anchor.device());
    int from = 0;
    while (place.isFound() && from < relative.length) {
      int end = from;
      while (end < relative.length && relative[end] != '/') {
        end++;
      }
      Place next = step(anchor, place, place.at().child(relative, from, end - from));
      kernel.close(place.descriptor());
      place = next;
      from = end + 1;
    }
    return place;
  }

  private Place step(Anchor anchor, Place from, PathBytes path) {
    int descriptor = kernel.openat(from.descriptor(), path.name(), Flags.O_PATH | Flags.O_NOFOLLOW);
    if (descriptor < 0) {
      return descriptor == -Errno.ENOENT
          ? Place.ended(Place.Outcome.MISSING, path)
          : Place.failed(path, -descriptor);
    }
    Place place = judge(anchor, path, descriptor);
    if (!place.isFound()) {
      kernel.close(descriptor);
    }
    return place;
  }

  private Place judge(Anchor anchor, PathBytes path, int descriptor) {
    int result = kernel.statx(descriptor, SELF, Flags.AT_EMPTY_PATH, stat);
    if (result < 0) {
      return Place.failed(path, -result);
    }
    if (!stat.isDirectory()) {
      return Place.ended(Place.Outcome.NOT_DIRECTORY, path);
    }
    if (anchor.nested() || stat.device() == anchor.device()) {
      return Place.found(path, descriptor, stat.device());
    }
    boolean subvolume = isBtrfs(descriptor) && isBtrfs(anchor.descriptor());
    return Place.ended(subvolume ? Place.Outcome.OUTSIDE : Place.Outcome.MOUNTED_OVER, path);
  }

  private boolean isBtrfs(int descriptor) {
    return type(descriptor) == BTRFS;
  }

  /** As statfs(2) says it; -1 where it does not. */
  private long type(int descriptor) {
    long[] typeAndId = new long[2];
    return kernel.statfs(ProcLinks.ofDescriptor(descriptor), typeAndId) == 0 ? typeAndId[0] : -1;
  }

  /** Opens a directory for reading its names; the caller closes it. 0 or more, or -errno. */
  int openForReading(PathBytes directory) {
    Place place = directory(directory);
    return place.isFound()
        ? kernel.openat(place.descriptor(), DOT, Flags.O_RDONLY | Flags.O_DIRECTORY)
        : -Math.max(place.errno(), Errno.ENOENT);
  }

  @Override
  public void close() {
    open.forEach(place -> kernel.close(place.descriptor()));
    open.clear();
    for (Anchor anchor : anchors) {
      if (anchor.descriptor() >= 0) {
        kernel.close(anchor.descriptor());
      }
    }
    anchors.clear();
  }
}
