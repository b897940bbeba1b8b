package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FanotifyRecords;
import org.tidemark.journal.kernel.FanotifyRecords.Place;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.BytesTable;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.source.DirectoryPaths.Whereabouts;
import org.tidemark.journal.source.HandleResolver.Location;
import org.tidemark.journal.source.MountAccess.FilesystemStamp;

/**
 * Follows one filesystem by one fanotify mark (fanotify(7)), wherever it is mounted below the
 * roots.
 *
 * <p>Everything but what {@link EventSource} gives to the drainer belongs to the ingest thread.
 */
public final class FanotifySource implements EventSource {
  private static final Logger LOG = LoggerFactory.getLogger(FanotifySource.class);

  private static final int OWN_PROCESS = (int) ProcessHandle.current().pid();

  private final Kernel kernel;
  private final FanotifyGroup group;
  private final int formerNumber;
  private final FilesystemStamp stamp;
  private final DirectoryPaths directories = new DirectoryPaths();
  private final FanotifyRecords records = new FanotifyRecords();
  private final LossReports losses = new LossReports();
  private final NamelessEvents nameless;
  private final DirectoryMoves moves = new DirectoryMoves();
  private FilesystemView view;
  private HandleResolver resolver;

  private FanotifySource(
      Kernel kernel,
      FanotifyGroup group,
      int formerNumber,
      FilesystemView view,
      FilesystemStamp stamp,
      NfsExports exports) {
    this.kernel = kernel;
    this.formerNumber = formerNumber;
    this.group = group;
    this.view = view;
    this.stamp = stamp;
    this.resolver = resolverFor(view);
    this.nameless = new NamelessEvents(exports, losses);
  }

  /**
   * Opens a group and marks the filesystem: from here on nothing is missed.
   *
   * @throws KernelException if fanotify cannot follow this filesystem
   */
  static FanotifySource open(Kernel kernel, FilesystemView view, FanotifyFlags wanted)
      throws KernelException {
    return open(kernel, view, wanted, NfsExports.ofThisHost());
  }

  static FanotifySource open(
      Kernel kernel, FilesystemView view, FanotifyFlags wanted, NfsExports exports)
      throws KernelException {
    byte[] place = view.places().isEmpty() ? new byte[0] : view.places().get(0).bytes();
    int top = Errno.check("open", place, view.access().open(kernel));
    try {
      FilesystemStamp stamp = MountAccess.stamp(kernel, top);
      Errno.check("statfs", place, -stamp.error());
      boolean unlimited = !CgroupMemory.isLimited();
      FanotifyGroup group = FanotifyGroup.open(kernel, wanted, unlimited, top);
      if (!group.markedDevice().equals(view.device())) {
        kernel.close(group.descriptor());
        throw new KernelException("fanotify_mark", view.source(), Errno.ENODEV);
      }
      return new FanotifySource(kernel, group, 0, view, stamp, exports);
    } finally {
      kernel.close(top);
    }
  }

  /**
   * Goes on with the group of an earlier process. That its mark is still there was looked at before
   * and is looked at again like that of any other.
   *
   * @throws KernelException if the filesystem cannot be opened; the group is open still
   */
  static FanotifySource takeOver(Kernel kernel, FilesystemView view, InheritedMarks.Mark mark)
      throws KernelException {
    byte[] place = view.places().isEmpty() ? new byte[0] : view.places().get(0).bytes();
    int top = Errno.check("open", place, view.access().open(kernel));
    FilesystemStamp stamp = MountAccess.stamp(kernel, top);
    kernel.close(top);
    Errno.check("statfs", place, -stamp.error());
    return new FanotifySource(
        kernel, mark.group(), mark.number(), view, stamp, NfsExports.ofThisHost());
  }

  @Override
  public int formerNumber() {
    return formerNumber;
  }

  /**
   * Not without events for both names of a rename: a directory above a root that was moved away and
   * back could otherwise hide what was written in between.
   */
  @Override
  public boolean canOutliveProcess() {
    return group.flags().rename();
  }

  @Override
  public Description description() {
    String queue = group.unlimitedQueue() ? "unlimited queue" : "limited queue";
    String through = view.access().isDetached() ? ", through a detached mount" : "";
    return new Description(
        "fanotify",
        view.places().isEmpty() ? view.access().place() : view.places().get(0),
        view.type() + " " + view.source(),
        group.flags().text() + ", " + queue + through);
  }

  /** What of the newer kernels' abilities is in use. */
  FanotifyFlags flags() {
    return group.flags();
  }

  /** False if the mark went away with its superblock; nothing is seen any more then. */
  boolean markPresent() {
    return group.markedDevice().equals(view.device());
  }

  FilesystemView view() {
    return view;
  }

  /** The same filesystem, now mounted at other places. */
  void remap(FilesystemView now) {
    // Numbers of the present batch stay valid: only what they stand for is looked up again.
    resolver.close();
    directories.forgetPaths();
    view = now;
    resolver = resolverFor(now);
  }

  private HandleResolver resolverFor(FilesystemView of) {
    return new HandleResolver(
        kernel, of.access(), stamp, () -> group.markedDevice().equals(of.device()));
  }

  /** The mark stands since {@link #open}. */
  @Override
  public void start(EventSink sink) {}

  @Override
  public int descriptor() {
    return group.descriptor();
  }

  @Override
  public boolean queueCountsEvents() {
    return true;
  }

  @Override
  public int eventsIn(ByteBuffer bytes, int offset, int length) {
    return FanotifyRecords.count(bytes, offset, length);
  }

  @Override
  public void decode(byte[] bytes, int length, EventSink sink) {
    records.reset(bytes, length);
    while (records.next()) {
      decodeEvent(bytes, sink);
    }
    if (records.broken()) {
      LOG.error("events of {} are not what the kernel should give", view.source());
      lost(Reason.READ_ERROR, sink);
    }
    resolver.close();
  }

  private void decodeEvent(byte[] bytes, EventSink sink) {
    long mask = records.mask();
    if ((mask & Flags.FAN_Q_OVERFLOW) != 0) {
      lost(Reason.QUEUE_OVERFLOW, sink);
    }
    if ((mask & Flags.FAN_FS_ERROR) != 0) {
      lost(Reason.FILESYSTEM_ERROR, sink);
      return;
    }
    if (FanotifyBits.isDirectoryMove(mask)) {
      directories.forgetPaths();
    }
    if ((mask & Flags.FAN_RENAME) != 0) {
      renamed(bytes, (mask & Flags.FAN_ONDIR) != 0, sink);
    }
    int bits = FanotifyBits.of(mask);
    if (bits == 0) {
      return;
    }
    if (records.parent().present()) {
      // Of all else than a file's attributes alone it matters that it happened, whoever did it.
      if (mask != Flags.FAN_ATTRIB || !sink.isTimeReset(records.pid())) {
        named(bytes, records.pid() == OWN_PROCESS ? bits : bits | ChangeBits.BY_OTHERS, sink);
      }
    } else if (records.object().present()) {
      withoutName(bytes, bits, sink);
    } else if ((mask & Flags.FAN_RENAME) == 0) {
      lost(Reason.READ_ERROR, sink);
    }
  }

  @Override
  public void lost(Reason reason, EventSink sink) {
    losses.lostUntilNow(view.places(), reason, sink);
  }

  @Override
  public void readingFails(EventSink sink) {
    losses.readingFails(view.places(), sink);
  }

  @Override
  public void readingWorks(EventSink sink) {
    losses.readingWorks(sink);
  }

  private void named(byte[] bytes, int bits, EventSink sink) {
    boolean arrivesFull =
        view.type().equals("btrfs")
            && FanotifyBits.isNewDirectory(bits)
            && resolver.isSubvolume(bytes, records.parent());
    boolean wantsHandle = (bits & (ChangeBits.CONTENT | ChangeBits.ATTRIBUTES)) != 0;
    Place object = records.object();
    int all = arrivesFull ? bits | ChangeBits.SUBTREE : bits;
    tell(bytes, records.parent(), all, wantsHandle ? object.handleLength() : 0, sink);
  }

  private void tell(byte[] bytes, Place place, int bits, int handleLength, EventSink sink) {
    int directory = directories.numberOf(bytes, place.handleOffset(), place.handleLength());
    boolean itself = place.nameLength() == 1 && bytes[place.nameOffset()] == '.';
    sink.event(
        this,
        directory,
        bytes,
        place.nameOffset(),
        itself ? 0 : place.nameLength(),
        bits,
        records.object().handleOffset(),
        handleLength);
  }

  private void renamed(byte[] bytes, boolean directory, EventSink sink) {
    if (records.oldParent().present()) {
      int bits = ChangeBits.REMOVED | (directory ? ChangeBits.DIRECTORY : 0);
      tell(bytes, records.oldParent(), bits, 0, sink);
    }
    if (records.newParent().present()) {
      tell(bytes, records.newParent(), FanotifyBits.movedIn(directory), 0, sink);
    }
    if (directory && records.oldParent().present() && records.newParent().present()) {
      moves.tell(view, resolver, bytes, records, sink);
    }
  }

  private void withoutName(byte[] bytes, int bits, EventSink sink) {
    Place object = records.object();
    Location location = resolver.locate(bytes, object.handleOffset(), object.handleLength());
    int offset = object.handleOffset();
    byte[] handle = Arrays.copyOfRange(bytes, offset, offset + object.handleLength());
    if (!ChangeBits.has(bits, ChangeBits.DIRECTORY)) {
      tellLinks(location, handle, sink);
    }
    nameless.tell(view, location, handle, bits, sink);
  }

  /** Each link(2) and unlink(2) tells the file, but never its other names. */
  private static void tellLinks(Location location, byte[] handle, EventSink sink) {
    if (location.links() > 0) {
      sink.linked(location.device(), location.inode(), location.links(), handle);
    }
  }

  @Override
  public List<PathBytes> pathsOf(int directory, EventSink sink) {
    if (!directories.isKnown(directory)) {
      BytesTable handles = directories.handles();
      Location location =
          resolver.locate(handles.pool(), handles.offset(directory), handles.length(directory));
      switch (location.state()) {
        case NO_MOUNT -> {
          losses.lost(view.places(), Reason.MOUNT_CHANGED, sink);
          return List.of();
        }
        case FAILED -> {
          LOG.warn("a directory of {} cannot be found: {}", view.source(), describe(location));
          losses.lost(view.places(), Reason.READ_ERROR, sink);
          return List.of();
        }
        default -> directories.remember(directory, whereabouts(location));
      }
    }
    Whereabouts whereabouts = directories.known(directory);
    whereabouts
        .unnamedBelow()
        .forEach(path -> sink.change(path, ChangeBits.SUBTREE, Reason.PATH_TOO_LONG));
    return whereabouts.paths();
  }

  @Override
  public void follow(int directory, byte[] handle, int bits, EventSink sink) {
    boolean gone = directories.isKnown(directory) && directories.known(directory).gone();
    boolean left = gone || moves.leftRoots();
    nameless.follow(view, resolver.locate(handle, 0, handle.length), handle, bits, left, sink);
  }

  @Override
  public boolean tellsLinks() {
    return group.flags().objectHandles();
  }

  @Override
  public void tellLinks(byte[] handle, EventSink sink) {
    tellLinks(resolver.locate(handle, 0, handle.length), handle, sink);
  }

  private static String describe(Location location) {
    return Errno.describe(location.errno());
  }

  private Whereabouts whereabouts(Location location) {
    return switch (location.state()) {
      case FOUND -> nameableOnly(view.outerPaths(location.path(), location.device()));
      case TOO_DEEP ->
          new Whereabouts(
              List.of(),
              view.outerPaths(location.path(), location.device()).stream()
                  .map(FilesystemView::nameable)
                  .toList());
      case GONE -> Whereabouts.GONE;
      default -> Whereabouts.NOWHERE;
    };
  }

  private static Whereabouts nameableOnly(List<PathBytes> paths) {
    List<PathBytes> whole = new ArrayList<>();
    List<PathBytes> cut = new ArrayList<>();
    for (PathBytes path : paths) {
      PathBytes nameable = FilesystemView.nameable(path);
      (nameable.equals(path) ? whole : cut).add(nameable);
    }
    return new Whereabouts(List.copyOf(whole), List.copyOf(cut));
  }

  @Override
  public void endBatch() {
    resolver.close();
    directories.endBatch();
    moves.endBatch();
    losses.endBatch();
  }

  @Override
  public void maintain(EventSink sink) {
    losses.maintain(sink);
  }

  @Override
  public boolean arming() {
    return false;
  }

  @Override
  public void close() {
    resolver.close();
    kernel.close(group.descriptor());
  }
}
