package org.tidemark.journal.source;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * The place where a tree of inotify watches begins: an open gap from when its directory is gone, or
 * is another one, until one of the same filesystem is followed there. Ingest thread only.
 */
final class InotifyPlace {
  private static final long RETRY_NANOS = 200_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(InotifyPlace.class);

  private final Kernel kernel;
  private final PathBytes place;
  private final long device;
  private final TreeWalker walker;
  private final WatchedTree tree;

  /** Why the place cannot be followed now; null while it is. */
  @Nullable private Reason lost;

  private long nextTry = System.nanoTime();

  InotifyPlace(Kernel kernel, PathBytes place, long device, TreeWalker walker, WatchedTree tree) {
    this.kernel = kernel;
    this.place = place;
    this.device = device;
    this.walker = walker;
    this.tree = tree;
  }

  boolean isLost() {
    return lost != null;
  }

  /** Why it cannot be followed now, for {@code status}; empty while it is. */
  String trouble() {
    return lost == null ? "" : " " + lost.text();
  }

  void lose(Reason reason, EventSink sink) {
    if (lost == null) {
      lost = reason;
      LOG.warn("{} is a gap: {}", place, reason.text());
      tree.holdGap(reason, sink);
    }
  }

  /** Looks for the directory if it is lost, not more often than every now and then. */
  void maintain(EventSink sink) {
    if (lost != null && nextTry - System.nanoTime() <= 0) {
      nextTry = System.nanoTime() + RETRY_NANOS;
      findAgain(sink);
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
}
