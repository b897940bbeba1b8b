package org.tidemark.journal.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.PollSet;
import org.tidemark.journal.source.EventSource;

/**
 * Copies raw records from the kernel's queues into the ring and does nothing else: it waits for no
 * lock, no disk, no name and no client. Its fields belong to its own thread, but for the queue of
 * commands.
 *
 * <p>Between reads it naps for some milliseconds, because events that wait in the kernel's queue
 * are merged there; a barrier ends the nap.
 */
final class Drainer implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Drainer.class);

  /** Bytes of one read at most. */
  static final int PIECE = 256 * 1024;

  private static final int READS_PER_TURN = 64;
  private static final int MAX_SOURCES = 1024;

  /** After it a source that could not be read is tried again. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What other threads ask of the drainer. */
  private sealed interface Command {
    record Attach(int number, EventSource source, boolean former) implements Command {}

    record Detach(int number) implements Command {}

    record Barrier(int number) implements Command {}

    record Stop() implements Command {}
  }

  private static final class Attached {
    final int number;
    final EventSource source;

    /** The last read failed; until {@link #retryNanos} there is no other. */
    boolean failed;

    long retryNanos;

    /** Ingest was told that reading fails, by us or by the process whose descriptor it was. */
    boolean waitsForReading;

    Attached(Command.Attach command) {
      this.number = command.number();
      this.source = command.source();
      this.waitsForReading = command.former();
    }

    /**
     * @param queued what FIONREAD gave; an event of inotify has 16 bytes and mostly a name
     */
    long events(int queued) {
      return Math.max(0, queued) / (source.queueCountsEvents() ? 24 : 32);
    }

    boolean mayBeRead() {
      return !failed || System.nanoTime() - retryNanos >= 0;
    }
  }

  private final Kernel kernel;
  private final Ring ring;
  private final Runnable onRecord;
  private final int napMillis;
  private final long kernelQueueLimit;
  private final int wake;
  private final int mounts;
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final List<Attached> sources = new ArrayList<>();
  private final PollSet pollSet = new PollSet(MAX_SOURCES + 2);
  private boolean ringFull;
  private boolean stopped;

  /** When its thread last went round, as System.nanoTime() says it; for others to look at. */
  private volatile long turnedNanos = System.nanoTime();

  /** Whether a queue was left before it was empty; the drainer's. */
  private boolean leftOver;

  private volatile long emptiedMillis;

  private volatile long kernelEvents;

  /**
   * @param onRecord called after records were published; must not wait
   * @param napMillis pause between reads, 0 for none
   * @param kernelQueueLimit events that may wait in a kernel queue while the ring is full; beyond
   *     it they are thrown away and the loss is told
   */
  Drainer(Kernel kernel, Ring ring, Runnable onRecord, int napMillis, long kernelQueueLimit)
      throws IOException {
    this.kernel = kernel;
    this.ring = ring;
    this.onRecord = onRecord;
    this.napMillis = napMillis;
    this.kernelQueueLimit = kernelQueueLimit;
    this.wake = Errno.check("eventfd", kernel.eventfd());
    this.mounts =
        Errno.check(
            "openat",
            kernel.openat(
                Kernel.AT_FDCWD,
                "/proc/self/mountinfo".getBytes(StandardCharsets.US_ASCII),
                Flags.O_RDONLY));
  }

  // --- any thread -------------------------------------------------------------------------------

  /** Wall clock at an instant; all events up to then are in the ring. 0 before the first. */
  long emptiedMillis() {
    return emptiedMillis;
  }

  /** About how many events were left in the kernel's queues when they were last read. */
  long kernelEvents() {
    return kernelEvents;
  }

  void attach(int number, EventSource source) {
    send(new Command.Attach(number, source, source.formerNumber() > 0));
  }

  void detach(int number) {
    send(new Command.Detach(number));
  }

  void barrier(int number) {
    send(new Command.Barrier(number));
  }

  void stop() {
    send(new Command.Stop());
  }

  long turnedNanos() {
    return turnedNanos;
  }

  /** Room was freed in the ring. */
  void roomFreed() {
    wakeUp();
  }

  private void send(Command command) {
    commands.add(command);
    wakeUp();
  }

  private void wakeUp() {
    int result = kernel.signal(wake);
    if (result < 0 && result != -Errno.EAGAIN) {
      LOG.error("waking the drainer: {}", Errno.describe(-result));
    }
  }

  // --- the drainer's thread ---------------------------------------------------------------------

  @Override
  public void run() {
    while (!stopped) {
      turnedNanos = System.nanoTime();
      waitForWork();
      runCommands();
      boolean read = false;
      long now = System.currentTimeMillis();
      leftOver = false;
      for (Attached attached : sources) {
        read |= readTurn(attached, Long.MAX_VALUE, READS_PER_TURN);
      }
      if (!leftOver && !sources.isEmpty()) {
        emptiedMillis = now;
      }
      kernelEvents = leftOver ? countLeftOver() : 0;
      if (read) {
        onRecord.run();
        nap();
      }
    }
  }

  private long countLeftOver() {
    long events = 0;
    for (Attached attached : sources) {
      events += attached.events(kernel.queued(attached.source.descriptor()));
    }
    return events;
  }

  private void waitForWork() {
    pollSet.clear();
    pollSet.add(wake, Flags.POLLIN);
    int mountsAt = pollSet.add(mounts, Flags.POLLPRI);
    for (Attached attached : sources) {
      boolean idle = attached.failed || ringFull;
      pollSet.add(idle ? -1 : attached.source.descriptor(), Flags.POLLIN);
    }
    // A wake-up may have been taken together with an earlier one: its command must not wait.
    int ready = kernel.poll(pollSet, ringFull ? 50 : commands.isEmpty() ? 1000 : 0);
    ringFull = false;
    if (ready > 0 && (pollSet.ready(mountsAt) & (Flags.POLLPRI | Flags.POLLERR)) != 0) {
      tell(Ring.MOUNTS, 0);
    }
    clearWake();
  }

  private void nap() {
    if (napMillis > 0) {
      pollSet.clear();
      pollSet.add(wake, Flags.POLLIN);
      int ready = kernel.poll(pollSet, napMillis);
      if (ready < 0) {
        LOG.error("poll: {}", Errno.describe(-ready));
      }
    }
  }

  private void clearWake() {
    int result = kernel.drain(wake);
    if (result < 0 && result != -Errno.EAGAIN) {
      LOG.error("reading the wake-up: {}", Errno.describe(-result));
    }
  }

  private void runCommands() {
    for (int left = commands.size(); left > 0; left--) {
      Command command = commands.poll();
      if (command instanceof Command.Attach attach) {
        sources.add(new Attached(attach));
      } else if (command instanceof Command.Detach detach) {
        detachNow(detach.number());
      } else if (command instanceof Command.Barrier barrier) {
        barrierNow(barrier.number());
      } else {
        stopped = true;
      }
    }
  }

  private void detachNow(int number) {
    for (Iterator<Attached> all = sources.iterator(); all.hasNext(); ) {
      if (all.next().number == number) {
        all.remove();
      }
    }
    tell(Ring.DETACHED, number);
  }

  /**
   * A writer's system call queues its event before it returns, so reading as many events as are
   * queued now is enough; FIONREAD is asked here, between two reads, so that nothing read is left
   * uncounted.
   */
  private void barrierNow(int number) {
    for (Attached attached : sources) {
      // What cannot be read is a gap, and ingest has been told so.
      int queued = attached.mayBeRead() ? kernel.queued(attached.source.descriptor()) : 0;
      if (queued > 0) {
        long units = attached.source.queueCountsEvents() ? queued / 24 : queued;
        readTurn(attached, units, Integer.MAX_VALUE);
      }
      if (ringFull) {
        // Later is as good: more will have been read then. Waiting here would stop the others.
        commands.add(new Command.Barrier(number));
        return;
      }
    }
    tell(Ring.BARRIER, number);
  }

  /**
   * Reads until the queue is empty, {@code units} (events, or bytes where the source counts bytes)
   * were read, or the turn is over.
   */
  private boolean readTurn(Attached attached, long units, int reads) {
    boolean any = false;
    long left = units;
    for (int turn = 0; turn < reads && left > 0 && attached.mayBeRead() && !stopped; turn++) {
      int offset = ring.beginRead(PIECE, attached.number);
      if (offset < 0) {
        onRecord.run();
        ringFull = true;
        leftOver = true;
        guardKernelQueue(attached);
        return any;
      }
      int length = kernel.read(attached.source.descriptor(), ring.memory(), offset, PIECE);
      if (length < 0 && length != -Errno.EAGAIN) {
        readFailed(attached, length);
        return any;
      }
      if (length > 0) {
        left -= unitsIn(attached.source, offset, length);
        ring.publish(length, Ring.EVENTS, attached.number);
        any = true;
      }
      readWorks(attached);
      if (length <= 0) {
        return any;
      }
    }
    leftOver = true;
    return any;
  }

  private long unitsIn(EventSource source, int offset, int length) {
    return source.queueCountsEvents()
        ? Math.max(1, source.eventsIn(ring.memory(), offset, length))
        : length;
  }

  private void readFailed(Attached attached, int result) {
    ring.abandonRead(PIECE);
    leftOver = true;
    attached.retryNanos = System.nanoTime() + RETRY_NANOS;
    if (!attached.failed) {
      attached.failed = true;
      attached.waitsForReading = true;
      LOG.error(
          "reading events of {}: {}; it is a gap until they can be read",
          attached.source.description().place(),
          Errno.describe(-result));
      tell(Ring.READ_FAILED, attached.number);
    }
  }

  private void readWorks(Attached attached) {
    attached.failed = false;
    if (attached.waitsForReading) {
      attached.waitsForReading = false;
      tell(Ring.READ_AGAIN, attached.number);
    }
  }

  /** The ring is full: what waits in the kernel must not grow without bound. */
  private void guardKernelQueue(Attached attached) {
    int queued = kernel.queued(attached.source.descriptor());
    long events = attached.events(queued);
    if (events <= kernelQueueLimit) {
      return;
    }
    // First, since whoever comes after us could not know.
    ring.header().setThrownAway(true);
    ByteBuffer bin = ByteBuffer.allocateDirect(PIECE);
    long thrown = 0;
    while (thrown < queued && kernel.read(attached.source.descriptor(), bin, 0, PIECE) > 0) {
      thrown += PIECE;
    }
    LOG.error(
        "events of {} were thrown away: {} were waiting and the store does not keep up",
        attached.source.description().place(),
        events);
    tell(Ring.LOST, attached.number);
    ring.header().setThrownAway(false);
  }

  /** Tokens are never dropped: waits until there is room. */
  private void tell(int type, int source) {
    while (!stopped && !ring.offer(type, source)) {
      onRecord.run();
      waitForRoom();
    }
    onRecord.run();
  }

  private void waitForRoom() {
    turnedNanos = System.nanoTime();
    pollSet.clear();
    pollSet.add(wake, Flags.POLLIN);
    int ready = kernel.poll(pollSet, 100);
    if (ready > 0) {
      clearWake();
    }
  }

  @Override
  public void close() {
    kernel.close(mounts);
    kernel.close(wake);
  }
}
