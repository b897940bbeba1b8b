package org.tidemark.journal.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FanotifyRecords.Place;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/**
 * Finds where the object behind a file handle is now: open_by_handle_at(2), then what /proc/self/fd
 * shows. The mount is opened when it is first needed and must be closed after each batch, since an
 * open descriptor makes umount fail. Owned by the ingest thread.
 */
final class HandleResolver {
  private static final int TRIES = 10;

  /** How often in a batch, and how long, it is waited for files that are just being made. */
  private static final int PATIENCE = 500;

  private static final long PAUSE_NANOS = 1_000_000;

  /** PATH_MAX is the most that readlink of /proc/self/fd gives. */
  private static final int LINK_SIZE = 4096;

  private static final byte[] NOTHING = {};
  private static final byte[] PARENT = {'.', '.'};
  private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);
  private static final int CLOSED = -1;

  private final Kernel kernel;
  private final MountAccess access;
  private final MountAccess.FilesystemStamp stamp;
  private final BooleanSupplier stillMounted;
  private final byte[] link = new byte[LINK_SIZE];
  private final FileStat stat = new FileStat();
  private final FileStat other = new FileStat();
  private int mount = CLOSED;
  private int patience = PATIENCE;
  private long topInode;
  private long topDevice;

  /**
   * @param stamp of the filesystem that was marked: another one at the place is not asked
   * @param stillMounted whether its superblock is the marked one still: a detached mount must not
   *     bring back a filesystem that was unmounted
   */
  HandleResolver(
      Kernel kernel,
      MountAccess access,
      MountAccess.FilesystemStamp stamp,
      BooleanSupplier stillMounted) {
    this.kernel = kernel;
    this.access = access;
    this.stamp = stamp;
    this.stillMounted = stillMounted;
  }

  /** What became of the object behind a handle. */
  enum State {
    /** It has the path. */
    FOUND,
    /** It is no longer there. */
    GONE,
    /** It is there, but the kernel does not know under which name (or it lies outside). */
    UNNAMED,
    /** It is there, but the name by which the kernel knows it is gone: it has another one. */
    RENAMED,
    /** It lies too deep to be named; the path is its nearest ancestor that has one. */
    TOO_DEEP,
    /** The filesystem is not where it was. */
    NO_MOUNT,
    /** It could not be looked up: {@link Location#errno}. */
    FAILED
  }

  /**
   * @param path in the filesystem's own tree; {@code /} where the state has none
   * @param device {@code st_dev}; tells btrfs subvolumes apart
   * @param inode 0 where the object could not be looked at, as {@code device} and {@code links}
   */
  record Location(State state, PathBytes path, long device, long inode, int links, int errno) {
    static Location failed(int errno) {
      return new Location(State.FAILED, PathBytes.ROOT, 0, 0, 0, errno);
    }
  }

  /**
   * Where the object of a handle is. One that is being removed may answer with other errors than
   * ESTALE for a moment, so nothing is concluded from those before they stay. ENOMEM is what
   * iget_locked (fs/inode.c) makes of an inode number that is just being given to a new file; that
   * may wait for the disk.
   */
  Location locate(byte[] buffer, int offset, int length) {
    Location location = locateOnce(buffer, offset, length);
    for (int tries = 1; location.state() == State.FAILED && tries < TRIES; tries++) {
      location = locateOnce(buffer, offset, length);
    }
    while (location.errno() == Errno.ENOMEM && patience > 0) {
      patience--;
      LockSupport.parkNanos(PAUSE_NANOS);
      location = locateOnce(buffer, offset, length);
    }
    return location;
  }

  private Location locateOnce(byte[] buffer, int offset, int length) {
    if (mount == CLOSED && !openMount()) {
      return new Location(State.NO_MOUNT, PathBytes.ROOT, 0, 0, 0, 0);
    }
    int object =
        kernel.openByHandle(mount, buffer, offset, length, Flags.O_PATH | Flags.O_NOFOLLOW);
    if (object == -Errno.ESTALE) {
      return new Location(State.GONE, PathBytes.ROOT, 0, 0, 0, 0);
    }
    if (object < 0) {
      return Location.failed(-object);
    }
    try {
      return locateOpen(object);
    } finally {
      kernel.close(object);
    }
  }

  /**
   * True if a name in a directory is the top of a btrfs subvolume: a snapshot arrives full, with a
   * single event.
   */
  boolean isSubvolume(byte[] buffer, Place place) {
    if (mount == CLOSED && !openMount()) {
      return false;
    }
    int flags = Flags.O_PATH | Flags.O_DIRECTORY;
    int directory =
        kernel.openByHandle(mount, buffer, place.handleOffset(), place.handleLength(), flags);
    if (directory < 0) {
      return false;
    }
    int end = place.nameOffset() + place.nameLength();
    byte[] name = Arrays.copyOfRange(buffer, place.nameOffset(), end);
    int result = kernel.statx(directory, name, Flags.AT_SYMLINK_NOFOLLOW, other);
    kernel.close(directory);
    return result == 0 && other.isSubvolumeTop();
  }

  private boolean openMount() {
    if (access.isDetached() && !stillMounted.getAsBoolean()) {
      return false;
    }
    int opened = access.open(kernel);
    if (opened < 0) {
      return false;
    }
    if (!stamp.equals(MountAccess.stamp(kernel, opened))
        || kernel.statx(opened, NOTHING, Flags.AT_EMPTY_PATH, stat) < 0) {
      kernel.close(opened);
      return false;
    }
    mount = opened;
    topInode = stat.inode();
    topDevice = stat.device();
    return true;
  }

  private Location locateOpen(int object) {
    int result = kernel.statx(object, NOTHING, Flags.AT_EMPTY_PATH, stat);
    if (result < 0) {
      return Location.failed(-result);
    }
    if (stat.links() == 0) {
      return at(State.GONE, PathBytes.ROOT);
    }
    int length = readlink(object);
    if (length == -Errno.ENAMETOOLONG) {
      return stat.isDirectory() ? climb(object) : at(State.UNNAMED, PathBytes.ROOT);
    }
    return length < 0 ? Location.failed(-length) : shown(length, State.FOUND);
  }

  private int readlink(int descriptor) {
    byte[] path = ("/proc/self/fd/" + descriptor).getBytes(StandardCharsets.US_ASCII);
    return kernel.readlinkat(Kernel.AT_FDCWD, path, link);
  }

  /** Goes up from a directory whose path is too long until one can be named. */
  private Location climb(int directory) {
    int at = directory;
    try {
      while (true) {
        int parent = kernel.openat(at, PARENT, Flags.O_PATH | Flags.O_DIRECTORY);
        if (parent < 0) {
          return Location.failed(-parent);
        }
        if (at != directory) {
          kernel.close(at);
        }
        at = parent;
        int length = readlink(at);
        if (length != -Errno.ENAMETOOLONG) {
          return length < 0 ? Location.failed(-length) : shown(length, State.TOO_DEEP);
        }
      }
    } finally {
      if (at != directory) {
        kernel.close(at);
      }
    }
  }

  private Location shown(int length, State state) {
    PathBytes path = PathBytes.of(Arrays.copyOf(link, length));
    // A lone slash is also what the kernel shows for whatever has no path from this mount.
    Optional<PathBytes> inner = access.innerPath(path);
    if (inner.isEmpty() || (path.isRoot() && !isTop())) {
      return at(State.UNNAMED, PathBytes.ROOT);
    }
    return endsInDeleted(length) && !isReallySoNamed(path)
        ? at(State.RENAMED, PathBytes.ROOT)
        : at(state, inner.get());
  }

  private boolean isTop() {
    return stat.inode() == topInode && stat.device() == topDevice;
  }

  private boolean endsInDeleted(int length) {
    int from = length - DELETED.length;
    return from >= 0 && Arrays.equals(link, from, length, DELETED, 0, DELETED.length);
  }

  /**
   * A directory with links has its one name; a file may have lost this name and live in another.
   */
  private boolean isReallySoNamed(PathBytes path) {
    if (stat.isDirectory() || !path.isUnder(access.place())) {
      return stat.isDirectory();
    }
    byte[] relative = path.relativeTo(access.place());
    return kernel.statx(mount, relative, Flags.AT_SYMLINK_NOFOLLOW, other) == 0
        && other.inode() == stat.inode()
        && other.device() == stat.device();
  }

  private Location at(State state, PathBytes path) {
    return new Location(state, path, stat.device(), stat.inode(), stat.links(), 0);
  }

  /** Closes what is open, so that the filesystem can be unmounted. */
  void close() {
    patience = PATIENCE;
    if (mount != CLOSED) {
      kernel.close(mount);
      mount = CLOSED;
    }
  }
}
