package org.tidemark.journal.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.kernel.PollSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.source.Drain;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;

/**
 * Drives sources on the calling thread as drainer and ingest do together: reads their descriptors
 * until nothing is queued, has the bytes decoded, and at the end of each batch resolves directories
 * and ends the batch. Not thread-safe.
 */
public final class SourceHarness implements Drain, AutoCloseable {
  /** Room for any one event of either kind. */
  public static final int SMALLEST_READ = 4096;

  private final Kernel kernel = new NativeKernel();
  private final List<EventSource> sources = new ArrayList<>();
  private final Set<Pending> pending = new LinkedHashSet<>();
  private final RecordingSink sink = new RecordingSink();
  private final ByteBuffer buffer;
  private final boolean batchPerRead;
  private Recorded recorded = new Recorded(Map.of());

  /** One event whose directory is resolved at the end of its batch. */
  private record Pending(
      EventSource source, int directory, List<Byte> name, int bits, List<Byte> handle) {}

  /** Reads 256 KiB at a time; one batch per drain. */
  public SourceHarness() {
    this(256 * 1024, false);
  }

  /**
   * @param readBytes size of one read, at least {@link #SMALLEST_READ}; small ones tear pairs apart
   * @param batchPerRead whether each read is a batch of its own
   */
  public SourceHarness(int readBytes, boolean batchPerRead) {
    this.buffer =
        ByteBuffer.allocateDirect(Math.max(readBytes, SMALLEST_READ))
            .order(ByteOrder.nativeOrder());
    this.batchPerRead = batchPerRead;
  }

  @Override
  public int attach(EventSource source) {
    if (!sources.contains(source)) {
      sources.add(source);
    }
    return sources.size();
  }

  @Override
  public void detach(EventSource source) {
    drainQueue(source);
    endBatch();
    sources.remove(source);
    source.close();
  }

  /** Attaches and starts a source, and waits until it follows all it can; that is not recorded. */
  public void start(EventSource source) {
    attach(source);
    source.start(sink);
    settle();
  }

  /** The sink that records; for calling a source directly. */
  public EventSink sink() {
    return sink;
  }

  /** The sources that are attached now. */
  public List<EventSource> sources() {
    return List.copyOf(sources);
  }

  /**
   * What a flush barrier does: everything queued in the kernel at the call is read, decoded and
   * resolved. Gives all that was told since the last time.
   */
  public Recorded drain() {
    for (EventSource source : List.copyOf(sources)) {
      drainQueue(source);
    }
    endBatch();
    sources.forEach(source -> source.maintain(sink));
    endBatch();
    return take();
  }

  /** As {@link #drain}, but goes on until no source is arming. */
  public Recorded settle() {
    Recorded all = recorded;
    Eventually.await(
        "sources have armed",
        () -> {
          for (EventSource source : List.copyOf(sources)) {
            drainQueue(source);
            source.maintain(sink);
          }
          endBatch();
          return sources.stream().noneMatch(EventSource::arming);
        });
    take();
    return all;
  }

  private Recorded take() {
    Recorded taken = recorded;
    recorded = new Recorded(taken.gapsStillOpen());
    return taken;
  }

  private void drainQueue(EventSource source) {
    while (sources.contains(source) && readable(source)) {
      int length = kernel.read(source.descriptor(), buffer, 0, buffer.capacity());
      if (length == -Errno.EAGAIN) {
        return;
      }
      if (length <= 0) {
        throw new AssertionError("read on " + source.description() + " gave " + length);
      }
      decode(source, length);
    }
  }

  /** One read, not decoded: for handing a source its own bytes in other shapes. */
  public byte[] readRaw(EventSource source) {
    int length = kernel.read(source.descriptor(), buffer, 0, buffer.capacity());
    if (length <= 0) {
      throw new AssertionError("read on " + source.description() + " gave " + length);
    }
    byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    return bytes;
  }

  private boolean readable(EventSource source) {
    int queued = kernel.queued(source.descriptor());
    if (queued < 0) {
      throw new AssertionError("FIONREAD on " + source.description() + " gave " + queued);
    }
    PollSet set = new PollSet(1);
    int index = set.add(source.descriptor(), Flags.POLLIN);
    boolean ready = kernel.poll(set, 0) > 0 && (set.ready(index) & Flags.POLLIN) != 0;
    return queued > 0 || ready;
  }

  private void decode(EventSource source, int length) {
    byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    if (source.eventsIn(buffer, 0, length) <= 0) {
      throw new AssertionError(source.description() + " finds no event in " + length + " bytes");
    }
    source.decode(bytes, length, sink);
    // The caller's bytes are reused at once: a source that kept them would show it here.
    Arrays.fill(bytes, (byte) 0xee);
    source.maintain(sink);
    if (batchPerRead) {
      endBatch();
    }
  }

  /**
   * One piece of what was read, decoded as it is.
   *
   * @param bytes whole records of the source
   */
  public void feed(EventSource source, byte[] bytes) {
    source.decode(bytes, bytes.length, sink);
    Arrays.fill(bytes, (byte) 0xee);
    source.maintain(sink);
  }

  /** Resolves the directories of the open batch, and ends it. */
  public void endBatch() {
    for (Pending event : List.copyOf(pending)) {
      for (PathBytes directory : event.source().pathsOf(event.directory(), sink)) {
        PathBytes path = directory.child(unboxed(event.name()));
        recorded.change(path, event.bits(), Reason.CHANGED);
        followHandle(path, event);
      }
    }
    pending.clear();
    sources.forEach(EventSource::endBatch);
  }

  /** As listing does: where the name is missing, the handle may lead to another one. */
  private void followHandle(PathBytes path, Pending event) {
    int look = Flags.AT_SYMLINK_NOFOLLOW;
    boolean missing =
        kernel.statx(Kernel.AT_FDCWD, path.bytes(), look, new FileStat()) == -Errno.ENOENT;
    if (event.handle().isEmpty() || !missing) {
      return;
    }
    int mount = kernel.openat(Kernel.AT_FDCWD, path.parent().bytes(), Flags.O_DIRECTORY);
    byte[] handle = unboxed(event.handle());
    int file = kernel.openByHandle(mount, handle, 0, handle.length, Flags.O_PATH);
    kernel.close(mount);
    if (file >= 0) {
      byte[] target = new byte[4096];
      byte[] link = PathBytes.ofUtf8("/proc/self/fd/" + file).bytes();
      int length = kernel.readlinkat(Kernel.AT_FDCWD, link, target);
      kernel.close(file);
      recorded.change(
          PathBytes.of(Arrays.copyOf(target, Math.max(0, length))), event.bits(), Reason.CHANGED);
    }
  }

  private static List<Byte> boxed(byte[] bytes, int offset, int length) {
    List<Byte> out = new ArrayList<>(length);
    for (int at = 0; at < length; at++) {
      out.add(bytes[offset + at]);
    }
    return List.copyOf(out);
  }

  private static byte[] unboxed(List<Byte> name) {
    byte[] bytes = new byte[name.size()];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = name.get(at);
    }
    return bytes;
  }

  @Override
  public void close() {
    sources.forEach(EventSource::close);
    sources.clear();
  }

  private final class RecordingSink implements EventSink {
    @Override
    public void event(
        EventSource source,
        int directory,
        byte[] bytes,
        int nameOffset,
        int nameLength,
        int bits,
        int handleOffset,
        int handleLength) {
      List<Byte> name = boxed(bytes, nameOffset, nameLength);
      List<Byte> handle = boxed(bytes, handleOffset, handleLength);
      recorded.event();
      pending.add(new Pending(source, directory, name, bits, handle));
    }

    @Override
    public void change(PathBytes path, int bits, Reason reason) {
      recorded.change(path, bits, reason);
    }

    @Override
    public void renamed(PathBytes from, PathBytes to) {
      recorded.renamed(from, to);
    }

    @Override
    public void gapOpened(PathBytes path, Reason reason) {
      recorded.gapOpened(path, reason);
    }

    @Override
    public void gapClosed(PathBytes path, Reason reason) {
      recorded.gapClosed(path, reason);
    }
  }
}
