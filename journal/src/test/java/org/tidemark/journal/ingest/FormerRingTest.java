package org.tidemark.journal.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;

/** Hazard 24 (ii): what a process that ended at any point leaves in its ring. */
class FormerRingTest {
  private static final String JOURNAL = "0123456789abcdef0123456789abcdef";
  private static final int CAPACITY = 1 << 20;
  private static final int EVENT = 24;

  private final Kernel kernel = new NativeKernel();
  private Ring ring;

  @BeforeEach
  void create() throws Exception {
    ring = Ring.create(kernel, CAPACITY, JOURNAL);
  }

  @AfterEach
  void close() {
    ring.close();
  }

  /** As the kernel writes them: fanotify(7). */
  private static byte[] events(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * EVENT).order(ByteOrder.nativeOrder());
    for (int number = 0; number < count; number++) {
      bytes.putInt(EVENT).put((byte) 3).put((byte) 0).putShort((short) EVENT);
      bytes.putLong(2 + number).putInt(-1).putInt(0);
    }
    return bytes.array();
  }

  /** Reads and does not get to publishing it. */
  private void readOnly(int source, byte[] bytes) {
    int offset = ring.beginRead(Drainer.PIECE, source);
    assertThat(offset).isPositive();
    ring.memory().put(offset, bytes);
  }

  private void readAndPublish(int source, byte[] bytes) {
    readOnly(source, bytes);
    ring.publish(bytes.length, Ring.EVENTS, source);
  }

  private FormerRing.Outcome takeOver() {
    return FormerRing.takeOver(kernel, ring.descriptor(), JOURNAL);
  }

  /** {@code TYPE SOURCE LENGTH} of each record. */
  private static List<String> records(FormerRing.Outcome outcome) {
    assertThat(outcome.refusal()).isEmpty();
    List<String> records = new ArrayList<>();
    while (outcome.ring().next()) {
      Ring ring = outcome.ring();
      records.add(ring.type() + " " + ring.source() + " " + ring.length());
    }
    return records;
  }

  @Test
  void whatWasReadAndNotPublishedIsFound() {
    readAndPublish(3, events(2));
    readOnly(5, events(7));

    FormerRing.Outcome outcome = takeOver();
    assertThat(records(outcome)).containsExactly("1 3 48", "1 5 168");
    byte[] found = new byte[168];
    outcome.ring().copyTo(found);
    assertThat(found).isEqualTo(events(7));
  }

  @Test
  void whatWasReadBehindTheRingsEndIsFoundAtItsBeginning() {
    while (CAPACITY - ring.written() % CAPACITY > Drainer.PIECE) {
      readAndPublish(1, events(1000));
      assertThat(ring.next()).isTrue();
      ring.release();
    }
    readOnly(1, events(3));
    assertThat(records(takeOver())).containsExactly("1 1 72");
  }

  @Test
  void whatWasSaidOfReadingIsHandedOn() {
    assertThat(ring.offer(Ring.READ_FAILED, 4)).isTrue();
    assertThat(ring.offer(Ring.BARRIER, 9)).isTrue();
    assertThat(ring.offer(Ring.READ_AGAIN, 4)).isTrue();
    assertThat(records(takeOver())).containsExactly("6 4 0", "8 4 0");
  }

  @Test
  void halfAnEventAtTheEndIsLeftOut() {
    byte[] bytes = events(2);
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(EVENT, 0);
    readOnly(5, bytes);
    assertThat(records(takeOver())).containsExactly("1 5 24");
  }

  @Test
  void bytesOfEarlierLapsAreNotTakenForEvents() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int unread = 0;
    for (int round = 0; round < 3000; round++) {
      readAndPublish(1, events(1 + random.nextInt(400)));
      unread++;
      if (random.nextInt(3) == 0) {
        // A read that finds nothing leaves its note, and no bytes.
        readOnly(2, new byte[0]);
      }
      while (random.nextInt(10) > 0 && ring.next()) {
        unread--;
      }
      ring.release();
      FormerRing.Outcome heir = takeOver();
      assertThat(records(heir)).as("round %d, seed %d", round, seed).hasSize(unread);
      ring.header().setHeirs(0);
    }
  }

  @Test
  void anEndWhilePagesAreGivenBackTakesNothingThatIsStillNeeded() throws Exception {
    for (int number = 0; number < 200; number++) {
      readAndPublish(number, events(100));
    }
    for (int number = 0; number < 150; number++) {
      assertThat(ring.next()).isTrue();
    }
    Ring ending = new Ring(kernelThatEnds(), ring.descriptor(), ring.memory());
    while (ending.readAhead() < ring.readAhead()) {
      assertThat(ending.next()).isTrue();
    }
    assertThatThrownBy(ending::release).isInstanceOf(IllegalStateException.class);
    assertThat(records(takeOver())).hasSize(50).first().isEqualTo("1 150 2400");
  }

  /** One whose process is killed when it gives back pages, after half of them. */
  private Kernel kernelThatEnds() {
    return (Kernel)
        Proxy.newProxyInstance(
            Kernel.class.getClassLoader(),
            new Class<?>[] {Kernel.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("punchHole");
              long half = (long) arguments[2] / 2 / Ring.PAGE * Ring.PAGE;
              assertThat(kernel.punchHole((int) arguments[0], (long) arguments[1], half)).isZero();
              throw new IllegalStateException("killed");
            });
  }

  @Test
  void tokensOfTheEndedProcessMeanNothingToItsHeir() {
    assertThat(ring.offer(Ring.BARRIER, 1)).isTrue();
    assertThat(ring.offer(Ring.MOUNTS, 0)).isTrue();
    assertThat(ring.offer(Ring.DETACHED, 4)).isTrue();
    assertThat(ring.offer(Ring.LOST, 5)).isTrue();

    FormerRing.Outcome outcome = takeOver();
    assertThat(outcome.detached()).containsExactly(4);
    assertThat(records(outcome)).containsExactly(Ring.LOST + " 5 0");
  }

  @Test
  void whatWasThrownAwayOrHeldInMemoryOnlyMakesItUseless() {
    ring.header().setThrownAway(true);
    assertThat(takeOver().refusal()).contains("neither stored nor in its ring");
    ring.header().setThrownAway(false);
    ring.header().setOnlyInMemory(true);
    assertThat(takeOver().refusal()).contains("neither stored nor in its ring");
  }

  @Test
  void theRingOfAnotherJournalIsOfNoUse() {
    assertThat(FormerRing.takeOver(kernel, ring.descriptor(), "f".repeat(32)).refusal())
        .contains("another journal");
  }

  @Test
  void aRecordThatEndsEveryHeirIsGivenUp() {
    readAndPublish(1, events(1));
    int heirs = 0;
    while (takeOver().refusal().isEmpty()) {
      heirs++;
    }
    assertThat(heirs).isBetween(3, 20);
  }

  @Test
  void heirsThatStoreWhatTheyFoundAreNotCounted() {
    for (int heir = 0; heir < 50; heir++) {
      readAndPublish(1, events(1));
      FormerRing.Outcome outcome = takeOver();
      assertThat(records(outcome)).hasSize(1);
      outcome.ring().release();
      ring = outcome.ring();
    }
  }

  @Test
  void recordsThatMakeNoSenseAreRefusedAsAWhole() {
    readAndPublish(1, events(100));
    ring.memory().putInt(Ring.DATA, 1 << 30);
    assertThat(takeOver().refusal()).contains("not consistent");
    ring.memory().putInt(Ring.DATA, -5);
    assertThat(takeOver().refusal()).contains("not consistent");
    ring.memory().putInt(Ring.DATA, 100 * EVENT);
    ring.memory().putInt(Ring.DATA + 4, 99);
    assertThat(takeOver().refusal()).contains("not consistent");
  }
}
