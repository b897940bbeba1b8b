package org.tidemark.journal.ingest;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;

/**
 * A bounded ring of raw records in a memfd, between one producer (the drainer thread) and one
 * consumer (the ingest thread).
 *
 * <p>The consumer reads ahead of its mark: space is freed only by {@link #release}, after what was
 * read has been flushed, so that the ring always holds everything that is not yet in the store.
 *
 * <p>The memory may outlive this process, so that {@link FormerRing} goes on with it. It also finds
 * there what was read but not yet published: the source is noted before each read, and all bytes
 * ahead of the written position are zero until something is read into them.
 *
 * <pre>
 * {@link RingHeader}  written u64@0  released u64@64  freed u64@72  records from @4096
 * record  length u32@0  type u32@4  source u32@8  unused u32@12  payload@16, padded to 16
 * </pre>
 */
final class Ring implements AutoCloseable {
  /** Payload: what one read gave. */
  static final int EVENTS = 1;

  /** All that was queued when barrier number {@code source} was asked for stands before it. */
  static final int BARRIER = 2;

  /** The mount table changed. */
  static final int MOUNTS = 3;

  /** Nothing of this source comes any more. */
  static final int DETACHED = 4;

  /** Records of this source were thrown away. */
  static final int LOST = 5;

  /** Reading this source failed; {@code payload} is empty. */
  static final int READ_FAILED = 6;

  private static final Logger LOG = LoggerFactory.getLogger(Ring.class);

  /** Nothing: the way to the ring's beginning, or a token that has lost its meaning. */
  static final int SKIP = 7;

  /** Reading this source works again. */
  static final int READ_AGAIN = 8;

  static final int PAGE = 4096;
  static final int DATA = RingHeader.SIZE;

  /** Bytes of a record's header. */
  static final int HEADER = 16;

  private static final int WRITTEN_AT = 0;
  private static final int RELEASED_AT = 64;
  private static final int FREED_AT = 72;
  private static final byte[] ZEROS = new byte[PAGE];
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final Kernel kernel;
  private final int descriptor;
  private final ByteBuffer memory;
  private final RingHeader header;
  private final int capacity;

  // Producer's.
  private int reservedAt;

  // Consumer's.
  private long readPosition;
  private int recordAt;

  /** Goes on with whatever the memory holds, from the released position. */
  Ring(Kernel kernel, int descriptor, ByteBuffer memory) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.memory = memory.order(ByteOrder.nativeOrder());
    this.header = new RingHeader(this.memory);
    this.capacity = memory.capacity() - DATA;
    this.readPosition = released();
  }

  /**
   * @param capacity bytes, a multiple of 4096, at most 1 GiB
   * @param journal id of the journal for which the records are meant
   */
  static Ring create(Kernel kernel, int capacity, String journal) throws IOException {
    long size = (long) capacity + DATA;
    int descriptor = Errno.check("memfd_create", kernel.memfd("tidemark-ring", size));
    try {
      Ring ring = new Ring(kernel, descriptor, map(descriptor));
      ring.header.begin(UUID.randomUUID().toString().substring(0, 8), journal);
      return ring;
    } catch (IOException e) {
      kernel.close(descriptor);
      throw e;
    }
  }

  /** The whole file behind a descriptor. */
  static ByteBuffer map(int descriptor) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            Path.of("/proc/self/fd/" + descriptor),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
    }
  }

  RingHeader header() {
    return header;
  }

  long written() {
    return (long) LONG.getAcquire(memory, WRITTEN_AT);
  }

  long released() {
    return (long) LONG.getAcquire(memory, RELEASED_AT);
  }

  /** Up to here the producer may use the memory anew. */
  long freed() {
    return (long) LONG.getAcquire(memory, FREED_AT);
  }

  /** Bytes that are not yet released. */
  long used() {
    return written() - released();
  }

  int capacity() {
    return capacity;
  }

  /** Of the memfd. */
  int descriptor() {
    return descriptor;
  }

  // --- producer ---------------------------------------------------------------------------------

  /** The memory to read into, at {@link #reserve}'s offset. */
  ByteBuffer memory() {
    return memory;
  }

  /**
   * Makes room for a record with a payload of up to {@code length} bytes in one piece.
   *
   * @return where the payload goes, or -1 if there is no room
   */
  int reserve(int length) {
    int need = padded(length);
    long position = written();
    int at = (int) (position % capacity);
    int toEnd = capacity - at;
    // Never into the page in which the released part ends: it is given back as a whole.
    long free = capacity - PAGE - (position - freed());
    if (toEnd < need) {
      if (free < (long) toEnd + need) {
        return -1;
      }
      skip(position, at, toEnd);
      at = 0;
    } else if (free < need) {
      return -1;
    }
    reservedAt = DATA + at;
    return reservedAt + HEADER;
  }

  /**
   * As {@link #reserve}, for a read of a source. From here on a process that comes after this one
   * knows whose events lie ahead of the written position. The pages are there before the read: in
   * it, a process that is being killed gets none, and the event at hand would be lost.
   */
  int beginRead(int length, int source) {
    int offset = reserve(length);
    if (offset >= 0) {
      putHeader(reservedAt, 0, EVENTS, source);
      for (int page = (offset + PAGE - 1) & -PAGE; page < offset + length; page += PAGE) {
        memory.put(page, (byte) 0);
      }
    }
    return offset;
  }

  /** A read failed and may have left something: nothing must lie ahead that was not published. */
  void abandonRead(int length) {
    clear(reservedAt, HEADER + length);
  }

  /** Fills a stretch of memory with zeros. */
  void clear(int from, int length) {
    for (int done = 0; done < length; done += PAGE) {
      memory.put(from + done, ZEROS, 0, Math.min(PAGE, length - done));
    }
  }

  private void skip(long position, int at, int toEnd) {
    putHeader(DATA + at, toEnd - HEADER, SKIP, 0);
    LONG.setRelease(memory, WRITTEN_AT, position + toEnd);
  }

  /** Publishes the reserved record with the payload length that was really used. */
  void publish(int length, int type, int source) {
    putHeader(reservedAt, length, type, source);
    LONG.setRelease(memory, WRITTEN_AT, written() + padded(length));
  }

  /** Publishes a record without payload; false if there is no room. */
  boolean offer(int type, int source) {
    if (reserve(0) < 0) {
      return false;
    }
    publish(0, type, source);
    return true;
  }

  private void putHeader(int at, int length, int type, int source) {
    memory.putInt(at, length);
    memory.putInt(at + 4, type);
    memory.putInt(at + 8, source);
  }

  static int padded(int length) {
    return (length + HEADER + 15) & ~15;
  }

  // --- consumer ---------------------------------------------------------------------------------

  /** True if {@link #next} would find a record. */
  boolean hasNext() {
    return readPosition < written();
  }

  /** Goes to the next record; false if there is none yet. */
  boolean next() {
    while (readPosition < written()) {
      recordAt = DATA + (int) (readPosition % capacity);
      readPosition += padded(memory.getInt(recordAt));
      if (type() != SKIP) {
        return true;
      }
    }
    return false;
  }

  int type() {
    return memory.getInt(recordAt + 4);
  }

  int source() {
    return memory.getInt(recordAt + 8);
  }

  int length() {
    return memory.getInt(recordAt);
  }

  /** Copies the payload to the beginning of {@code target}. */
  void copyTo(byte[] target) {
    memory.get(recordAt + HEADER, target, 0, length());
  }

  /** Bytes read and not yet released. */
  long readAhead() {
    return readPosition - released();
  }

  /**
   * Frees everything that was read: it is in the store, or no longer wanted. Its pages go back to
   * the kernel while the producer cannot use them yet: else every page of the ring would stay in
   * memory once it had gone round. They go after it was noted that nobody needs them any more,
   * since this process may end at any point.
   */
  void release() {
    LONG.setRelease(memory, RELEASED_AT, readPosition);
    header.setHeirs(0);
    freeReleased();
  }

  /** Gives back what is released, or was by a process that ended before it came to this. */
  void freeReleased() {
    long released = released();
    giveBack(freed() / PAGE * PAGE, released / PAGE * PAGE);
    LONG.setRelease(memory, FREED_AT, released);
  }

  /** Whole pages; the capacity is a multiple of a page. */
  private void giveBack(long from, long end) {
    long at = from % capacity;
    long beforeWrap = Math.min(end - from, capacity - at);
    punch(at, beforeWrap);
    punch(0, end - from - beforeWrap);
  }

  private void punch(long at, long length) {
    int result = length == 0 ? 0 : kernel.punchHole(descriptor, DATA + at, length);
    if (result < 0) {
      LOG.debug("giving back the ring's pages: {}", Errno.describe(-result));
      clear(DATA + (int) at, (int) length);
    }
  }

  @Override
  public void close() {
    kernel.close(descriptor);
  }
}
