package org.tidemark.journal.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.FanotifyRecords;
import org.tidemark.journal.kernel.Kernel;

/**
 * Takes over the ring of a process that has ended, however it ended. What the ring cannot vouch for
 * makes it useless as a whole: then everything is in doubt, as if there were none. Starting thread.
 */
final class FormerRing {
  /** A record that ends the daemon would end every one after it, too. */
  private static final int MOST_HEIRS = 10;

  private final ByteBuffer memory;
  private final Ring ring;
  private final RingHeader header;
  private final Set<Integer> detached = new HashSet<>();

  private FormerRing(Ring ring) {
    this.ring = ring;
    this.memory = ring.memory();
    this.header = ring.header();
  }

  /**
   * What came of it.
   *
   * @param ring null if it is of no use
   * @param detached sources that the earlier process had given up
   * @param refusal why it is of no use; else empty
   */
  record Outcome(@Nullable Ring ring, Set<Integer> detached, String refusal) {
    static Outcome refused(String why) {
      return new Outcome(null, Set.of(), why);
    }
  }

  /**
   * @param descriptor of the memfd; the ring's from now on, if there is one
   * @param journal the journal that is open now
   */
  static Outcome takeOver(Kernel kernel, int descriptor, String journal) {
    try {
      ByteBuffer bytes = Ring.map(descriptor).order(ByteOrder.nativeOrder());
      String refusal = refusal(bytes, journal);
      return refusal.isEmpty()
          ? new FormerRing(new Ring(kernel, descriptor, bytes)).takeOver()
          : Outcome.refused(refusal);
    } catch (IOException e) {
      return Outcome.refused("its ring cannot be read: " + e.getMessage());
    }
  }

  private static String refusal(ByteBuffer bytes, String journal) {
    RingHeader header = new RingHeader(bytes);
    if (bytes.capacity() < RingHeader.SIZE + Ring.PAGE || !header.hasMagic()) {
      return "what came back is no ring";
    }
    if (header.format() != RingHeader.FORMAT) {
      return "its ring has format " + header.format() + ", this version knows " + RingHeader.FORMAT;
    }
    if (header.capacity() != bytes.capacity() - RingHeader.SIZE
        || header.capacity() % Ring.PAGE != 0) {
      return "its ring has another size than it says";
    }
    return header.journal().equals(journal) ? "" : "its ring belongs to another journal";
  }

  private Outcome takeOver() {
    if (header.thrownAway() || header.onlyInMemory()) {
      return Outcome.refused(
          "it ended while it held changes that are neither stored nor in its ring");
    }
    if (header.heirs() >= MOST_HEIRS) {
      return Outcome.refused(
          header.heirs() + " daemons ended before they had stored what is in it");
    }
    if (!walk()) {
      return Outcome.refused("its ring is not consistent");
    }
    ring.freeReleased();
    salvage();
    header.setHeirs(ring.hasNext() ? header.heirs() + 1 : 0);
    return new Outcome(ring, Set.copyOf(detached), "");
  }

  /** Looks at every record that is not released; true if they make sense up to the last. */
  private boolean walk() {
    long written = ring.written();
    long at = ring.released();
    long freed = ring.freed();
    boolean inOrder = 0 <= freed && freed <= at && at <= written;
    if (!inOrder || written - freed > ring.capacity() || (freed | at | written) % 16 != 0) {
      return false;
    }
    while (at < written) {
      int place = (int) (at % ring.capacity());
      int length = memory.getInt(Ring.DATA + place);
      long end = length < 0 ? Long.MAX_VALUE : at + Ring.padded(length);
      if (end > written || place + (end - at) > ring.capacity() || !look(Ring.DATA + place)) {
        return false;
      }
      at = end;
    }
    return true;
  }

  /** Tokens were meant for the process that wrote them; false for a record of no known type. */
  private boolean look(int record) {
    int type = memory.getInt(record + 4);
    if (type == Ring.DETACHED) {
      detached.add(memory.getInt(record + 8));
    }
    boolean token = type == Ring.DETACHED || type == Ring.BARRIER || type == Ring.MOUNTS;
    if (token) {
      memory.putInt(record + 4, Ring.SKIP);
    }
    return token
        || type == Ring.EVENTS
        || type == Ring.LOST
        || type == Ring.READ_FAILED
        || type == Ring.READ_AGAIN
        || type == Ring.SKIP;
  }

  /** Publishes what a read put behind the last record, if the process ended right after it. */
  private void salvage() {
    int offset = ring.reserve(Drainer.PIECE);
    if (offset < 0) {
      // No read was possible there.
      return;
    }
    int type = memory.getInt(offset - Ring.HEADER + 4);
    int source = memory.getInt(offset - Ring.HEADER + 8);
    int length =
        type == Ring.EVENTS ? FanotifyRecords.wholeEvents(memory, offset, Drainer.PIECE) : 0;
    ring.clear(offset + length, Drainer.PIECE - length);
    if (length > 0) {
      ring.publish(length, Ring.EVENTS, source);
    }
  }
}
