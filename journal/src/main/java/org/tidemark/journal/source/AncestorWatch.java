package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.InotifyRecords;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;

/**
 * Watches what lies above the roots. A rename, creation or removal of any component of a root's
 * path, or of a symbolic link on the way of its configured path, is no event of the root itself,
 * and yet everything below may be another tree from then on.
 *
 * <p>Ingest thread only, but for {@link #descriptor}, {@link #eventsIn} and {@link
 * #queueCountsEvents}.
 */
public final class AncestorWatch implements EventSource {
  private static final int MASK =
      Flags.IN_CREATE
          | Flags.IN_DELETE
          | Flags.IN_MOVED_FROM
          | Flags.IN_MOVED_TO
          | Flags.IN_DELETE_SELF
          | Flags.IN_MOVE_SELF
          | Flags.IN_ONLYDIR;
  private static final int DIRECTORY_ITSELF =
      Flags.IN_DELETE_SELF | Flags.IN_MOVE_SELF | Flags.IN_UNMOUNT | Flags.IN_IGNORED;
  private static final long RETRY_NANOS = 60_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(AncestorWatch.class);

  private final Kernel kernel;
  private final int inotify;
  private final List<Root> roots;
  private final Consumer<Root> changed;
  private final InotifyRecords records = new InotifyRecords();
  private final BitSet affected;

  /** Roots with an ancestor for which no watch was left; each is an open gap. */
  private BitSet limited;

  private final BitSet limitTold;
  private AncestorNames names = new AncestorNames();
  private long nextRetry = System.nanoTime() + RETRY_NANOS;
  private boolean unreadableSaid;
  private boolean unread;
  private boolean closed;

  private AncestorWatch(Kernel kernel, int inotify, List<Root> roots, Consumer<Root> changed) {
    this.kernel = kernel;
    this.inotify = inotify;
    this.roots = List.copyOf(roots);
    this.changed = changed;
    this.affected = new BitSet(roots.size());
    this.limited = new BitSet(roots.size());
    this.limitTold = new BitSet(roots.size());
  }

  /**
   * Opens the watch; it sees what happens from now on.
   *
   * @param changed is called on the ingest thread after the sink was told that all of the root may
   *     be different
   * @throws KernelException if there is no inotify instance left
   */
  public static AncestorWatch open(Kernel kernel, List<Root> roots, Consumer<Root> changed)
      throws KernelException {
    int inotify = Errno.check("inotify_init1", kernel.inotifyInit());
    AncestorWatch watch = new AncestorWatch(kernel, inotify, roots, changed);
    watch.arm();
    return watch;
  }

  // --- arming ------------------------------------------------------------------------------------

  /** Follows all paths anew; watches that are needed no more are taken away. */
  private void arm() {
    AncestorNames old = names;
    names = new AncestorNames();
    limited = new BitSet(roots.size());
    for (int i = 0; i < roots.size(); i++) {
      int root = i;
      PathComponents.Visitor visitor = (directory, name) -> add(directory, name, root);
      PathComponents.visit(kernel, roots.get(i).path(), visitor);
      PathComponents.visit(kernel, roots.get(i).configured(), visitor);
    }
    for (int watch : old.watches()) {
      if (!names.has(watch)) {
        // EINVAL: it went with its directory.
        int unused = kernel.inotifyRemoveWatch(inotify, watch);
      }
    }
  }

  private void add(PathBytes directory, byte[] name, int root) {
    int watch = kernel.inotifyAddWatch(inotify, directory.bytes(), MASK);
    if (watch >= 0) {
      names.add(watch, name, root);
    } else if (watch == -Errno.ENOSPC || watch == -Errno.ENOMEM) {
      limited.set(root);
    } else if (watch != -Errno.ENOENT && watch != -Errno.ENOTDIR && !unreadableSaid) {
      unreadableSaid = true;
      LOG.warn(
          "{} cannot be watched ({}): its renaming would go unnoticed",
          directory,
          Errno.describe(-watch));
    }
  }

  // --- events ------------------------------------------------------------------------------------

  @Override
  public void start(EventSink sink) {
    tellLimits(sink);
  }

  @Override
  public void decode(byte[] bytes, int length, EventSink sink) {
    records.reset(bytes, length);
    affected.clear();
    while (records.next()) {
      int mask = records.mask();
      if ((mask & Flags.IN_Q_OVERFLOW) != 0) {
        affected.set(0, roots.size());
      } else if ((mask & DIRECTORY_ITSELF) != 0) {
        names.collect(records.watch(), affected);
      } else if (records.nameLength() > 0) {
        names.collect(records.watch(), bytes, records.nameOffset(), records.nameLength(), affected);
      }
    }
    if (records.broken()) {
      affected.set(0, roots.size());
    }
    if (!affected.isEmpty()) {
      tell(sink);
    }
  }

  @Override
  public void lost(Reason reason, EventSink sink) {
    affected.set(0, roots.size());
    tell(sink);
  }

  @Override
  public void readingFails(EventSink sink) {
    if (!unread) {
      unread = true;
      roots.forEach(root -> sink.gapOpened(root.path(), Reason.READ_ERROR));
    }
  }

  @Override
  public void readingWorks(EventSink sink) {
    if (unread) {
      unread = false;
      lost(Reason.READ_ERROR, sink);
      roots.forEach(root -> sink.gapClosed(root.path(), Reason.READ_ERROR));
    }
  }

  /** The watches come first: what happens after the subtree is told must be seen again. */
  private void tell(EventSink sink) {
    arm();
    tellLimits(sink);
    for (int i = affected.nextSetBit(0); i >= 0; i = affected.nextSetBit(i + 1)) {
      Root root = roots.get(i);
      int bits = ChangeBits.DIRECTORY | ChangeBits.SUBTREE;
      sink.change(root.path(), bits, Reason.ANCESTOR_CHANGED);
      changed.accept(root);
    }
  }

  private void tellLimits(EventSink sink) {
    for (int i = 0; i < roots.size(); i++) {
      if (limited.get(i) && !limitTold.get(i)) {
        LOG.error(
            "no inotify watches left for the directories above {}: it is a gap; raise"
                + " fs.inotify.max_user_watches (sysctl -w)",
            roots.get(i).path());
        sink.gapOpened(roots.get(i).path(), Reason.WATCH_LIMIT);
      } else if (!limited.get(i) && limitTold.get(i)) {
        sink.gapClosed(roots.get(i).path(), Reason.WATCH_LIMIT);
      }
      limitTold.set(i, limited.get(i));
    }
  }

  @Override
  public void maintain(EventSink sink) {
    if (!limited.isEmpty() && nextRetry - System.nanoTime() < 0) {
      nextRetry = System.nanoTime() + RETRY_NANOS;
      arm();
      tellLimits(sink);
    }
  }

  // --- what every source says --------------------------------------------------------------------

  @Override
  public Description description() {
    String details = "watches=" + names.watches().length + " roots=" + roots.size();
    return new Description("inotify", PathBytes.ROOT, "above the roots", details);
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
  public List<PathBytes> pathsOf(int directory, EventSink sink) {
    return List.of();
  }

  @Override
  public void endBatch() {}

  @Override
  public boolean arming() {
    return !limited.isEmpty();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      kernel.close(inotify);
    }
  }
}
