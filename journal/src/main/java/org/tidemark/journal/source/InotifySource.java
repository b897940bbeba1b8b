package org.tidemark.journal.source;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.FreedMemory;
import org.tidemark.journal.kernel.InotifyRecords;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;

/**
 * Follows one tree by one inotify watch per directory (inotify(7)); mounts below it are boundaries.
 * Needs no privilege beyond reading the tree.
 *
 * <p>Ingest thread only, but for {@link #descriptor}, {@link #eventsIn} and {@link
 * #queueCountsEvents}.
 */
public final class InotifySource implements EventSource {
  private static final int LONGEST_NAME = 255;
  private static final long ROOT_RETRY_NANOS = 200_000_000L;
  private static final long FREED_RETRY_NANOS = 60_000_000_000L;
  private static final long BLOCKED_RETRY_NANOS = 300_000_000_000L;

  /** Walking as many directories leaves garbage that is worth being given back. */
  private static final int MANY_DIRECTORIES = 50_000;

  private static final int COMES_OR_GOES =
      Flags.IN_CREATE | Flags.IN_DELETE | Flags.IN_MOVED_FROM | Flags.IN_MOVED_TO;
  private static final Logger LOG = LoggerFactory.getLogger(InotifySource.class);

  private final Kernel kernel;
  private final int inotify;
  private final PathBytes place;
  private final long device;
  private final String filesystem;
  private final TreeWalker walker;
  private final ArmingPool pool;
  private final WatchedTree tree;
  private final InotifyRecords records = new InotifyRecords();
  private final CheckPace pace = new CheckPace();

  /** Why the place cannot be followed now; null while it is. */
  @Nullable private Reason lost;

  private long nextRootTry = System.nanoTime();
  private long nextFreedTry = System.nanoTime() + FREED_RETRY_NANOS;
  private long nextBlockedTry = System.nanoTime() + BLOCKED_RETRY_NANOS;
  private int settledDirectories;
  private boolean unread;
  private boolean closed;

  private InotifySource(
      Kernel kernel, int inotify, Root root, PathBytes place, FileStat stat, int armingThreads)
      throws KernelException {
    this.kernel = kernel;
    this.inotify = inotify;
    this.place = place;
    this.device = stat.device();
    this.filesystem = filesystemAt(place);
    DirectoryOpener opener = new DirectoryOpener(kernel, place);
    this.walker = new TreeWalker(kernel, inotify, place, filesystem, root.exclusions(), opener);
    int watch = Errno.check("inotify_add_watch", place.bytes(), walker.watchOf(new byte[0]));
    this.pool =
        new ArmingPool(
            Math.max(1, armingThreads),
            () -> new TreeWalker(kernel, inotify, place, filesystem, root.exclusions(), opener));
    this.tree = new WatchedTree(kernel, inotify, place, walker, pool, watch);
  }

  /**
   * Opens a source whose first watch is set; the others follow after {@link #start}.
   *
   * @param place the root, or the place of a mount below it
   * @param armingThreads how many directories are listed at the same time; at least 1
   * @throws KernelException if there is no instance or watch left, or the place cannot be opened
   */
  public static InotifySource open(Kernel kernel, Root root, PathBytes place, int armingThreads)
      throws KernelException {
    FileStat stat = new FileStat();
    int found = kernel.statx(Kernel.AT_FDCWD, place.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    int unused = Errno.check("statx", place.bytes(), found);
    int inotify = Errno.check("inotify_init1", kernel.inotifyInit());
    try {
      return new InotifySource(kernel, inotify, root, place, stat, armingThreads);
    } catch (KernelException | RuntimeException e) {
      kernel.close(inotify);
      throw e;
    }
  }

  private static String filesystemAt(PathBytes place) {
    try {
      return MountTable.read().covering(place).map(MountTable.Mount::type).orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  @Override
  public Description description() {
    String details =
        "watches="
            + tree.directories().watched()
            + " max_user_watches="
            + maximum()
            + " blocked="
            + tree.blockedPlaces()
            + (lost == null ? "" : " " + lost.text());
    return new Description("inotify", place, filesystem, details);
  }

  private static String maximum() {
    // One read must do: the kernel gives nothing more to a second one.
    try (InputStream file = new FileInputStream("/proc/sys/fs/inotify/max_user_watches")) {
      byte[] digits = new byte[32];
      int length = Math.max(0, file.read(digits));
      return new String(digits, 0, length, StandardCharsets.US_ASCII).trim();
    } catch (IOException e) {
      return "unknown";
    }
  }

  @Override
  public void start(EventSink sink) {
    tree.armAll(Reason.NOT_ARMED, sink);
  }

  @Override
  public int descriptor() {
    return inotify;
  }

  @Override
  public boolean queueCountsEvents() {
    return false;
  }

  @Override
  public int eventsIn(ByteBuffer bytes, int offset, int length) {
    return InotifyBytes.count(bytes, offset, length);
  }

  // --- events ------------------------------------------------------------------------------------

  @Override
  public void decode(byte[] bytes, int length, EventSink sink) {
    records.reset(bytes, length);
    while (records.next()) {
      int mask = records.mask();
      if ((mask & Flags.IN_Q_OVERFLOW) != 0) {
        LOG.warn("the inotify queue of {} overflowed", place);
        tree.armAll(Reason.QUEUE_OVERFLOW, sink);
      } else if ((mask & Flags.IN_IGNORED) != 0) {
        tree.watchGone(records.watch(), lost == null, sink);
      } else {
        decodeEvent(bytes, mask, sink);
      }
    }
    if (records.broken()) {
      unbelievable(sink);
    }
  }

  private void unbelievable(EventSink sink) {
    LOG.error("inotify of {} gave bytes that are no record", place);
    tree.armAll(Reason.READ_ERROR, sink);
  }

  /** False for what no kernel gives, and what would lead out of the directory. */
  private boolean isName(byte[] bytes) {
    int offset = records.nameOffset();
    int length = records.nameLength();
    boolean dots =
        bytes[offset] == '.' && (length == 1 || (length == 2 && bytes[offset + 1] == '.'));
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '/') {
        return false;
      }
    }
    return !dots && length <= LONGEST_NAME;
  }

  private void decodeEvent(byte[] bytes, int mask, EventSink sink) {
    int watch = records.watch();
    int node = tree.directories().nodeOf(watch);
    if (node == DirectoryTree.NONE) {
      tree.strange(watch, false);
    } else if (records.nameLength() == 0) {
      decodeSelf(node, bytes, mask, sink);
    } else if (!isName(bytes)) {
      unbelievable(sink);
    } else if ((mask & Flags.IN_ISDIR) != 0) {
      decodeDirectory(watch, node, bytes, mask, sink);
    } else {
      tell(node, bytes, bits(mask), sink);
    }
  }

  private void decodeSelf(int node, byte[] bytes, int mask, EventSink sink) {
    if ((mask & Flags.IN_UNMOUNT) != 0) {
      lose(Reason.NOT_MOUNTED, sink);
    } else if ((mask & (Flags.IN_DELETE_SELF | Flags.IN_MOVE_SELF)) != 0) {
      if (node == DirectoryTree.ROOT) {
        lose(Reason.ROOT_MISSING, sink);
      }
    } else {
      tell(node, bytes, bits(mask) | ChangeBits.DIRECTORY, sink);
    }
  }

  /** An event of a directory's name; one record has one of these bits, but all are looked at. */
  private void decodeDirectory(int watch, int parent, byte[] bytes, int mask, EventSink sink) {
    int offset = records.nameOffset();
    int length = records.nameLength();
    if ((mask & COMES_OR_GOES) != 0) {
      tree.touch(watch, bytes, offset, length);
    }
    if ((mask & ~(Flags.IN_CREATE | Flags.IN_MOVED_TO | Flags.IN_ISDIR)) != 0) {
      tell(parent, bytes, bits(mask), sink);
    }
    if ((mask & Flags.IN_DELETE) != 0) {
      tree.disappeared(parent, bytes, offset, length, sink);
    }
    if ((mask & Flags.IN_MOVED_FROM) != 0) {
      tree.left(parent, bytes, offset, length, records.cookie());
    }
    if ((mask & Flags.IN_MOVED_TO) != 0) {
      tree.arrived(parent, bytes, offset, length, records.cookie(), sink);
    }
    if ((mask & Flags.IN_CREATE) != 0) {
      tree.appeared(parent, bytes, offset, length, ChangeBits.CREATED, Reason.CREATED, sink);
    }
    if ((mask & Flags.IN_ATTRIB) != 0) {
      tree.attributesChanged(parent, bytes, offset, length, sink);
    }
  }

  private void tell(int directory, byte[] bytes, int bits, EventSink sink) {
    if ((bits & ~ChangeBits.DIRECTORY) != 0) {
      sink.event(this, directory, bytes, records.nameOffset(), records.nameLength(), bits, 0, 0);
    }
  }

  private static int bits(int mask) {
    int bits = 0;
    bits |= (mask & Flags.IN_CREATE) != 0 ? ChangeBits.CREATED : 0;
    bits |= (mask & (Flags.IN_MODIFY | Flags.IN_CLOSE_WRITE)) != 0 ? ChangeBits.CONTENT : 0;
    bits |= (mask & Flags.IN_ATTRIB) != 0 ? ChangeBits.ATTRIBUTES : 0;
    bits |= (mask & Flags.IN_MOVED_TO) != 0 ? ChangeBits.MOVED_IN : 0;
    bits |= (mask & (Flags.IN_DELETE | Flags.IN_MOVED_FROM)) != 0 ? ChangeBits.REMOVED : 0;
    bits |= (mask & Flags.IN_ISDIR) != 0 ? ChangeBits.DIRECTORY : 0;
    return bits;
  }

  // --- the place itself --------------------------------------------------------------------------

  private void lose(Reason reason, EventSink sink) {
    if (lost == null) {
      lost = reason;
      LOG.warn("{} is a gap: {}", place, reason.text());
      tree.holdGap(reason, sink);
    }
  }

  /** The same or another directory of the same filesystem stands at the place: follow it. */
  private void findAgain(EventSink sink) {
    FileStat stat = new FileStat();
    int found = kernel.statx(Kernel.AT_FDCWD, place.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    if (found < 0 || !stat.isDirectory() || stat.device() != device) {
      return;
    }
    int watch = walker.watchOf(new byte[0]);
    if (watch >= 0) {
      Reason reason = lost;
      lost = null;
      tree.takeRoot(watch);
      tree.armAll(reason, sink);
      tree.releaseGap(reason, sink);
    }
  }

  @Override
  public void lost(Reason reason, EventSink sink) {
    tree.armAll(reason, sink);
  }

  @Override
  public void readingFails(EventSink sink) {
    if (!unread) {
      unread = true;
      tree.holdGap(Reason.READ_ERROR, sink);
    }
  }

  @Override
  public void readingWorks(EventSink sink) {
    if (unread) {
      unread = false;
      tree.armAll(Reason.READ_ERROR, sink);
      tree.releaseGap(Reason.READ_ERROR, sink);
    }
  }

  // --- upkeep ------------------------------------------------------------------------------------

  @Override
  public void maintain(EventSink sink) {
    if (lost != null && due(nextRootTry)) {
      nextRootTry = System.nanoTime() + ROOT_RETRY_NANOS;
      findAgain(sink);
    }
    tree.maintain(sink);
    if (tree.rootMisplaced()) {
      lose(Reason.ROOT_REPLACED, sink);
    }
    if (tree.blockedPlaces() > 0) {
      retryBlocked(sink);
    }
    if (lost == null && !arming() && pace.isDue()) {
      check(CheckPace.SLICE);
    }
    giveBackMemory();
  }

  /**
   * Compares the next few directories with the disk, so that a watch that led nowhere, or to
   * another directory than the tree has, does not stay unnoticed for ever.
   */
  void check(int directories) {
    tree.check(directories);
    if (tree.checkedAll()) {
      pace.roundDone();
    }
  }

  private void giveBackMemory() {
    int watched = tree.directories().watched();
    if (!arming() && Math.abs(watched - settledDirectories) >= MANY_DIRECTORIES) {
      settledDirectories = watched;
      FreedMemory.giveBack();
    }
  }

  private void retryBlocked(EventSink sink) {
    boolean freed = due(nextFreedTry) && tree.watchesFreed();
    if (freed || due(nextBlockedTry)) {
      nextFreedTry = System.nanoTime() + FREED_RETRY_NANOS;
      nextBlockedTry = System.nanoTime() + BLOCKED_RETRY_NANOS;
      tree.retryBlocked(sink);
    }
  }

  private static boolean due(long nanos) {
    return nanos - System.nanoTime() <= 0;
  }

  /**
   * Looks again at a directory with all below it, under an open gap until that is done. For mounts:
   * no event tells that one was put over a watched directory or taken away again. For events that
   * were read and lost, with the place itself.
   *
   * @param directory at or below the place
   */
  public void lookAgain(PathBytes directory, Reason reason, EventSink sink) {
    if (directory.equals(place)) {
      tree.armAll(reason, sink);
    } else {
      tree.armAgain(directory, reason, sink);
    }
  }

  @Override
  public List<PathBytes> pathsOf(int directory, EventSink sink) {
    // Between the halves of a move it has no place; the second half makes its new one a subtree.
    return tree.isOnTheWay(directory) ? List.of() : List.of(tree.path(directory));
  }

  @Override
  public void endBatch() {
    tree.endBatch();
  }

  @Override
  public boolean arming() {
    return tree.incomplete();
  }

  /** Directories in the tree, watched or about to be. */
  int directories() {
    return tree.directories().count();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pool.close();
      // A thread still inside a call would use the number for whatever gets it next.
      if (pool.ended()) {
        kernel.close(inotify);
      }
    }
  }
}
