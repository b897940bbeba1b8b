package org.tidemark.journal.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.FanotifyRecords;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;

/**
 * The simplest source that can be right: one filesystem mark, no cache, every handle opened anew.
 * It proves the contract suite itself, and that the suite notices what {@code blindTo} leaves out.
 */
final class PlainFanotifySource implements EventSource {
  private static final long MASK =
      Flags.FAN_CREATE
          | Flags.FAN_DELETE
          | Flags.FAN_MODIFY
          | Flags.FAN_CLOSE_WRITE
          | Flags.FAN_ATTRIB
          | Flags.FAN_MOVED_FROM
          | Flags.FAN_MOVED_TO
          | Flags.FAN_ONDIR;

  private final Kernel kernel = new NativeKernel();
  private final FanotifyRecords records = new FanotifyRecords();
  private final List<byte[]> directories = new ArrayList<>();
  private final Root root;
  private final long blindTo;
  private int descriptor = -1;

  PlainFanotifySource(Root root, long blindTo) {
    this.root = root;
    this.blindTo = blindTo;
    int flags =
        Flags.FAN_CLOEXEC
            | Flags.FAN_NONBLOCK
            | Flags.FAN_UNLIMITED_QUEUE
            | Flags.FAN_REPORT_FID
            | Flags.FAN_REPORT_DFID_NAME;
    descriptor = ByteTree.check("fanotify_init", "", kernel.fanotifyInit(flags));
  }

  @Override
  public Description description() {
    return new Description("fanotify", root.path(), "", "reference");
  }

  @Override
  public void start(EventSink sink) {
    int flags = Flags.FAN_MARK_ADD | Flags.FAN_MARK_FILESYSTEM;
    byte[] path = root.path().bytes();
    int result = kernel.fanotifyMark(descriptor, flags, MASK, Kernel.AT_FDCWD, path);
    ByteTree.check("fanotify_mark", "", result);
  }

  @Override
  public int descriptor() {
    return descriptor;
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
      if ((records.mask() & ~blindTo & ~Flags.FAN_ONDIR) != 0) {
        event(bytes, sink);
      }
    }
    if (records.broken()) {
      sink.gap(root.path(), Reason.READ_ERROR);
    }
  }

  private void event(byte[] bytes, EventSink sink) {
    FanotifyRecords.Place parent = records.parent();
    FanotifyRecords.Place object = records.object();
    int bits = bits(records.mask() & ~blindTo);
    if (parent.present()) {
      boolean self = parent.nameLength() == 1 && bytes[parent.nameOffset()] == '.';
      int number = number(bytes, parent);
      int nameLength = self ? 0 : parent.nameLength();
      sink.event(this, number, bytes, parent.nameOffset(), nameLength, bits, 0, 0);
    }
    if (object.present() && (bits & (ChangeBits.CONTENT | ChangeBits.ATTRIBUTES)) != 0) {
      sink.event(this, number(bytes, object), bytes, 0, 0, bits, 0, 0);
    }
  }

  private int number(byte[] bytes, FanotifyRecords.Place place) {
    int from = place.handleOffset();
    directories.add(Arrays.copyOfRange(bytes, from, from + place.handleLength()));
    return directories.size() - 1;
  }

  private static int bits(long mask) {
    int bits = (mask & Flags.FAN_CREATE) != 0 ? ChangeBits.CREATED : 0;
    bits |= (mask & (Flags.FAN_MODIFY | Flags.FAN_CLOSE_WRITE)) != 0 ? ChangeBits.CONTENT : 0;
    bits |= (mask & Flags.FAN_ATTRIB) != 0 ? ChangeBits.ATTRIBUTES : 0;
    bits |= (mask & Flags.FAN_MOVED_TO) != 0 ? ChangeBits.MOVED_IN : 0;
    bits |= (mask & (Flags.FAN_MOVED_FROM | Flags.FAN_DELETE)) != 0 ? ChangeBits.REMOVED : 0;
    return bits | ((mask & Flags.FAN_ONDIR) != 0 ? ChangeBits.DIRECTORY : 0);
  }

  @Override
  public List<PathBytes> pathsOf(int directory, EventSink sink) {
    int mount = kernel.openat(Kernel.AT_FDCWD, root.path().bytes(), Flags.O_DIRECTORY);
    byte[] handle = directories.get(directory);
    int opened = kernel.openByHandle(mount, handle, 0, handle.length, Flags.O_PATH);
    kernel.close(mount);
    if (opened < 0) {
      return List.of();
    }
    byte[] target = new byte[4096];
    byte[] link = PathBytes.ofUtf8("/proc/self/fd/" + opened).bytes();
    int length = kernel.readlinkat(Kernel.AT_FDCWD, link, target);
    kernel.close(opened);
    return named(target, length).filter(path -> path.isUnder(root.path())).stream().toList();
  }

  private static Optional<PathBytes> named(byte[] target, int length) {
    boolean absolute = length > 0 && target[0] == '/';
    return absolute ? Optional.of(PathBytes.of(Arrays.copyOf(target, length))) : Optional.empty();
  }

  @Override
  public void endBatch() {
    directories.clear();
  }

  @Override
  public void maintain(EventSink sink) {}

  @Override
  public boolean arming() {
    return false;
  }

  @Override
  public void lost(Reason reason, EventSink sink) {
    sink.gap(PathBytes.ROOT, reason);
  }

  @Override
  public void readingFails(EventSink sink) {
    sink.gapOpened(root.path(), Reason.READ_ERROR);
  }

  @Override
  public void readingWorks(EventSink sink) {
    sink.gapClosed(root.path(), Reason.READ_ERROR);
  }

  @Override
  public void close() {
    kernel.close(descriptor);
  }
}
