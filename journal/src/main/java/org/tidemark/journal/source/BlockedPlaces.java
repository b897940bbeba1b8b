package org.tidemark.journal.source;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Subtrees that could not be watched: no watches left, or not readable. Each is an open gap until a
 * later attempt succeeds or the directory is gone. Ingest thread only.
 */
final class BlockedPlaces {
  /** Beyond this the deepest are joined into the directory above them. */
  private static final int MOST = 64;

  private static final Logger LOG = LoggerFactory.getLogger(BlockedPlaces.class);

  private final OpenGaps gaps;
  private final Map<PathBytes, Reason> blocked = new LinkedHashMap<>();
  private boolean saidLimit;

  BlockedPlaces(OpenGaps gaps) {
    this.gaps = gaps;
  }

  /** True for {@code -errno} of an error that says nothing about what is there. */
  static boolean isObstacle(int result) {
    return switch (-result) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EXDEV, Errno.ESTALE -> false;
      default -> result < 0;
    };
  }

  /** Why such an error keeps us out. */
  static Reason reason(int result) {
    return result == -Errno.ENOSPC || result == -Errno.ENOMEM
        ? Reason.WATCH_LIMIT
        : Reason.UNREADABLE;
  }

  boolean isEmpty() {
    return blocked.isEmpty();
  }

  int size() {
    return blocked.size();
  }

  void add(PathBytes path, Reason reason, PathBytes place, EventSink sink) {
    say(path, reason);
    if (blocked.putIfAbsent(path, reason) == null) {
      gaps.open(path, reason, sink);
    }
    while (blocked.size() > MOST) {
      joinDeepest(place, sink);
    }
  }

  private void say(PathBytes path, Reason reason) {
    if (reason != Reason.WATCH_LIMIT) {
      LOG.warn("{} cannot be read, it is a gap", path);
    } else if (!saidLimit) {
      saidLimit = true;
      LOG.error(
          "no inotify watches left at {}: what is not watched is a gap and must be walked by every"
              + " backup; raise fs.inotify.max_user_watches (sysctl -w)",
          path);
    }
  }

  private void joinDeepest(PathBytes place, EventSink sink) {
    PathBytes deepest =
        blocked.keySet().stream().max(Comparator.comparingInt(BlockedPlaces::depth)).orElseThrow();
    PathBytes above = deepest.equals(place) ? place : deepest.parent();
    Reason reason = blocked.get(deepest);
    if (blocked.putIfAbsent(above, reason) == null) {
      gaps.open(above, reason, sink);
    }
    for (PathBytes path : List.copyOf(blocked.keySet())) {
      if (path.isUnder(above) && !path.equals(above)) {
        remove(path, sink);
      }
    }
  }

  private static int depth(PathBytes path) {
    int depth = 0;
    for (byte value : path.bytes()) {
      depth += value == '/' ? 1 : 0;
    }
    return depth;
  }

  /** The directory is gone; its parent's row says so. */
  void removed(PathBytes path, EventSink sink) {
    for (PathBytes each : List.copyOf(blocked.keySet())) {
      if (each.isUnder(path)) {
        remove(each, sink);
      }
    }
  }

  private void remove(PathBytes path, EventSink sink) {
    Reason reason = blocked.remove(path);
    if (reason != null) {
      gaps.close(path, reason, sink);
    }
  }

  void renamed(PathBytes from, PathBytes to, EventSink sink) {
    for (PathBytes path : List.copyOf(blocked.keySet())) {
      if (path.isUnder(from)) {
        Reason reason = blocked.get(path);
        if (blocked.putIfAbsent(path.rebase(from, to), reason) == null) {
          gaps.open(path.rebase(from, to), reason, sink);
        }
        remove(path, sink);
      }
    }
  }

  /**
   * Takes out what is to be tried again.
   *
   * @param holder opens a gap of its own for each before it is closed here
   */
  void take(Predicate<PathBytes> which, BiConsumer<PathBytes, Reason> holder, EventSink sink) {
    for (PathBytes path : List.copyOf(blocked.keySet())) {
      if (which.test(path)) {
        holder.accept(path, blocked.get(path));
        remove(path, sink);
      }
    }
  }
}
