package org.tidemark.journal.source;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.FreedMemory;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
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
  private static final long FREED_RETRY_NANOS = 60_000_000_000L;
  private static final long BLOCKED_RETRY_NANOS = 300_000_000_000L;

  /** Walking as many directories leaves garbage that is worth being given back. */
  private static final int MANY_DIRECTORIES = 50_000;

  private final Kernel kernel;
  private final int inotify;
  private final PathBytes place;
  private final String filesystem;
  private final ArmingPool pool;
  private final WatchedTree tree;
  private final InotifyPlace top;
  private final InotifyEvents events;
  private final CheckPace pace = new CheckPace();

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
    this.filesystem = filesystemAt(place);
    DirectoryOpener opener = new DirectoryOpener(kernel, place);
    TreeWalker walker =
        new TreeWalker(kernel, inotify, place, filesystem, root.exclusions(), opener);
    int watch = Errno.check("inotify_add_watch", place.bytes(), walker.watchOf(new byte[0]));
    this.pool =
        new ArmingPool(
            Math.max(1, armingThreads),
            () -> new TreeWalker(kernel, inotify, place, filesystem, root.exclusions(), opener));
    this.tree = new WatchedTree(kernel, inotify, place, walker, pool, watch);
    this.top = new InotifyPlace(kernel, place, stat.device(), walker, tree);
    this.events = new InotifyEvents(this, place, tree, top);
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
            + top.trouble();
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

  @Override
  public void decode(byte[] bytes, int length, EventSink sink) {
    events.decode(bytes, length, sink);
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
    top.maintain(sink);
    tree.maintain(sink);
    if (tree.rootMisplaced()) {
      top.lose(Reason.ROOT_REPLACED, sink);
    }
    if (tree.blockedPlaces() > 0) {
      retryBlocked(sink);
    }
    if (!top.isLost() && !arming() && pace.isDue()) {
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
