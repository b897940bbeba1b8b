package org.tidemark.journal.window;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.ChangeTimes;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.FilesystemKind;

/**
 * Gives a new ctime to listed names whose mtime and ctime are both old, for products that skip
 * those whatever a list says: their unchanged time of access is set once more. Used by one thread,
 * for one list.
 */
final class TimeRefresh implements AutoCloseable {
  private static final int NAMED = 10;
  private static final long NANOS = 1_000_000;

  private final Kernel kernel;
  private final LiveJournal journal;
  private final List<Root> roots;
  private final TreeLookup lookup;
  private final DirectoryNames names;
  private final long after;
  private final long before;
  private final long recorded;
  private final Set<PathBytes> whole;
  private final FileStat stat = new FileStat();
  private final List<String> failures = new ArrayList<>();

  /** Of what was looked at last, before it was refreshed. */
  private long newest;

  private long device;

  private long refreshed;
  private long failed;

  /**
   * @param afterMillis what is older did not change where only times can tell: in a gap, and among
   *     the children of CONTENTS
   * @param beforeMillis what is as new as this, or newer, is saved anyway
   * @param recordedMillis what has a ctime from before this is in the journal; of what is newer the
   *     event may be on its way, and is not to be taken for ours
   * @param whole below which, in a gap, times prove nothing
   */
  TimeRefresh(
      Kernel kernel,
      LiveJournal journal,
      List<Root> roots,
      long afterMillis,
      long beforeMillis,
      long recordedMillis,
      Set<PathBytes> whole) {
    this.kernel = kernel;
    this.journal = journal;
    this.roots = List.copyOf(roots);
    lookup = new TreeLookup(kernel, roots, Presentation.AS_IS);
    names = new DirectoryNames(kernel);
    after = afterMillis * NANOS;
    before = beforeMillis * NANOS;
    recorded = recordedMillis * NANOS;
    this.whole = Set.copyOf(whole);
  }

  RefreshResult run(StoredListReader list) throws IOException {
    for (Entry entry = list.next(); entry != null; entry = list.next()) {
      switch (entry.kind()) {
        case OBJECT -> refresh(entry.path(), Long.MIN_VALUE);
        case CONTENTS -> below(entry.path(), true, false);
        case SUBTREE -> subtree(entry);
        case REMOVED -> {}
      }
    }
    return new RefreshResult(refreshed, failed, failures);
  }

  /** A full is saved whole; in a gap that times can tell, what is older has not changed. */
  private void subtree(Entry entry) throws IOException {
    Reason reason = entry.reason();
    if (reason != Reason.FULL) {
      boolean byTime = reason.isReconcilableByTime() || isAnyLinkedFile(entry);
      below(entry.path(), byTime, true);
    }
  }

  /** A changed file of several names may lie anywhere; it has the times of its change. */
  private boolean isAnyLinkedFile(Entry entry) {
    return entry.reason() == Reason.LOOKUP_FAILED
        && roots.stream().anyMatch(root -> root.path().equals(entry.path()));
  }

  /**
   * A directory that is still to be walked.
   *
   * @param least what is older in it did not change
   * @param changed whether its names may have changed
   * @param silent whether that may leave no trace in what they lead to
   */
  private record Left(PathBytes path, long device, long least, boolean changed, boolean silent) {
    long leastOfNames() {
      return changed && silent ? Long.MIN_VALUE : least;
    }
  }

  /**
   * @param byTime whether what is older did not change, where times can tell
   */
  private void below(PathBytes top, boolean byTime, boolean deep) throws IOException {
    ChangeTimes times = ChangeTimes.at(kernel, top);
    long least = byTime && tell(times) && !whole.contains(top) ? after : Long.MIN_VALUE;
    boolean unused = refresh(top, least);
    Deque<Left> left = new ArrayDeque<>();
    left.push(new Left(top, device, least, newest >= least, times.exchangesInSilence()));
    while (!left.isEmpty()) {
      Left directory = left.pop();
      int descriptor = lookup.openForReading(directory.path());
      if (descriptor >= 0) {
        children(directory, descriptor, deep, left);
      }
    }
  }

  private static boolean tell(ChangeTimes times) {
    return times.objection().isEmpty() && !times.lazy();
  }

  private void children(Left directory, int descriptor, boolean deep, Deque<Left> left)
      throws IOException {
    int result =
        names.read(
            descriptor,
            (name, type, inode) -> {
              PathBytes path = directory.path().child(name);
              if (covered(path) && refresh(path, directory.leastOfNames()) && deep) {
                left.push(found(path, directory));
              }
            });
    if (result < 0) {
      failed(directory.path(), -result);
    }
  }

  /** What may have been moved there brought its old times along. */
  private Left found(PathBytes path, Left in) {
    boolean changed = newest >= in.least();
    boolean moved = in.changed() && (changed || in.silent());
    if (whole.contains(path) || (device != in.device() && mayChange(path))) {
      return entered(path, in);
    }
    return new Left(path, device, moved ? Long.MIN_VALUE : in.least(), changed, in.silent());
  }

  /** Another filesystem: its times may tell less, and those of a new snapshot tell nothing. */
  private Left entered(PathBytes path, Left in) {
    ChangeTimes times = ChangeTimes.at(kernel, path);
    boolean byTime = tell(times) && !whole.contains(path) && !in.changed();
    long least = byTime ? in.least() : Long.MIN_VALUE;
    if (newest < in.leastOfNames()) {
      boolean unused = refresh(path, least);
    }
    return new Left(path, device, least, newest >= least, times.exchangesInSilence());
  }

  /** Whether it belongs to the tree, and to a filesystem that can change and is watched. */
  private boolean mayChange(PathBytes path) {
    try {
      return lookup.nested(path)
          && MountTable.read().covering(path).filter(TimeRefresh::isWritten).isPresent();
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isWritten(MountTable.Mount mount) {
    return FilesystemKind.of(mount).canBeFollowed()
        && !("," + mount.superOptions() + ",").contains(",ro,");
  }

  private boolean covered(PathBytes path) {
    Root root = ListScope.rootOf(roots, path);
    return root != null && root.covers(path);
  }

  /** True for a directory, whatever its times. */
  private boolean refresh(PathBytes path, long least) {
    Place place = lookup.find(path, stat);
    if (!place.isFound()) {
      return false;
    }
    boolean directory = stat.isDirectory();
    newest = Math.max(stat.changeTime(), stat.modifyTime());
    device = stat.device();
    if (newest < before && newest >= least) {
      touch(place, path);
    }
    return directory;
  }

  private void touch(Place place, PathBytes path) {
    boolean top = place.descriptor() < 0;
    int at = top ? Kernel.AT_FDCWD : place.descriptor();
    byte[] name = top ? path.bytes() : path.name();
    long[] times = {stat.accessSeconds(), stat.accessNanos(), 0, Flags.UTIME_OMIT};
    int result = kernel.utimensat(at, name, times, Flags.AT_SYMLINK_NOFOLLOW);
    if (result < 0) {
      failed(path, -result);
      return;
    }
    refreshed++;
    boolean wasRecorded = stat.changeTime() < recorded;
    if (wasRecorded && kernel.statx(at, name, Flags.AT_SYMLINK_NOFOLLOW, stat) == 0) {
      journal.noteOwnChange(path, stat.changeTime());
    }
  }

  private void failed(PathBytes path, int errno) {
    failed++;
    if (failures.size() < NAMED) {
      failures.add(path + ": " + Errno.describe(errno));
    }
  }

  @Override
  public void close() {
    lookup.close();
  }
}
