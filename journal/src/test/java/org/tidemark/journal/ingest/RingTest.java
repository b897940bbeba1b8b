package org.tidemark.journal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.kernel.NativeKernel;

class RingTest {
  private static final int CAPACITY = 1 << 16;

  private Ring ring;

  @BeforeEach
  void create() throws Exception {
    ring = Ring.create(new NativeKernel(), CAPACITY, "journal");
  }

  @AfterEach
  void close() {
    ring.close();
  }

  @Test
  void recordsComeOutAsTheyWentInOverManyLaps() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Deque<byte[]> expected = new ArrayDeque<>();
    for (int round = 0; round < 20_000; round++) {
      if (random.nextBoolean()) {
        put(random, expected);
      } else {
        take(expected, seed, random.nextInt(4) == 0);
      }
    }
  }

  private void put(Random random, Deque<byte[]> expected) {
    byte[] payload = new byte[random.nextInt(3000)];
    random.nextBytes(payload);
    int at = ring.reserve(4096);
    if (at >= 0) {
      ring.memory().put(at, payload);
      ring.publish(payload.length, Ring.EVENTS, 7);
      expected.add(payload);
    }
  }

  private void take(Deque<byte[]> expected, long seed, boolean release) {
    assertThat(ring.next()).as("seed %d", seed).isEqualTo(!expected.isEmpty());
    if (!expected.isEmpty()) {
      byte[] payload = new byte[ring.length()];
      ring.copyTo(payload);
      assertThat(payload).as("seed %d", seed).isEqualTo(expected.poll());
      assertThat(ring.source()).isEqualTo(7);
    }
    if (release || ring.used() > CAPACITY / 2) {
      ring.release();
    }
  }

  @Test
  void whatWasReadButNotReleasedIsNeverOverwritten() {
    int records = 0;
    while (ring.reserve(1000) >= 0) {
      ring.publish(1000, Ring.EVENTS, records++);
    }
    assertThat(ring.next()).isTrue();
    assertThat(ring.reserve(1000)).as("read, not released").isNegative();
    ring.release();
    assertThat(ring.reserve(1000)).isPositive();
    assertThat(records).isGreaterThan(50);
  }

  @Test
  void pagesOfWhatWasReleasedGoBackToTheKernel() throws Exception {
    for (int records = 0; records < 500; records++) {
      assertThat(ring.reserve(1000)).isPositive();
      ring.publish(1000, Ring.EVENTS, records);
      assertThat(ring.next()).isTrue();
      ring.release();
    }
    // The page of the two positions, and the one in which the released part ends.
    assertThat(residentBytes()).isLessThanOrEqualTo(3 * 4096);
  }

  private long residentBytes() throws Exception {
    String file = "/proc/" + ProcessHandle.current().pid() + "/fd/" + ring.descriptor();
    Process stat = new ProcessBuilder("stat", "-L", "-c", "%b", file).start();
    String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return 512 * Long.parseLong(blocks.strip());
  }

  @Test
  void aFullRingTakesNoToken() {
    while (ring.offer(Ring.BARRIER, 1)) {
      assertThat(ring.used()).isPositive();
    }
    assertThat(ring.used()).isLessThanOrEqualTo(CAPACITY);
    while (ring.next()) {
      assertThat(ring.type()).isEqualTo(Ring.BARRIER);
    }
    ring.release();
    assertThat(ring.offer(Ring.BARRIER, 1)).isTrue();
  }
}
