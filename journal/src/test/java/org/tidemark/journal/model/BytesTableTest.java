package org.tidemark.journal.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTableTest {
  private static final long SEED = 20260801;

  @Test
  void everyHandleKeepsItsNumberAndItsBytes() {
    Random random = new Random(SEED);
    BytesTable table = new BytesTable();
    Map<String, Integer> model = new HashMap<>();
    for (int round = 0; round < 20_000; round++) {
      byte[] buffer = new byte[64];
      int length = 12 + random.nextInt(3) * 4;
      int offset = random.nextInt(20);
      buffer[offset] = (byte) length;
      buffer[offset + 8] = (byte) random.nextInt(256);
      buffer[offset + 9] = (byte) random.nextInt(16);
      byte[] handle = Arrays.copyOfRange(buffer, offset, offset + length);
      int expected = model.computeIfAbsent(Arrays.toString(handle), any -> model.size());

      int number = table.numberOf(buffer, offset, length);

      assertThat(number).as("seed %d, round %d", SEED, round).isEqualTo(expected);
      int from = table.offset(number);
      assertThat(Arrays.copyOfRange(table.pool(), from, from + table.length(number)))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(handle);
    }
    assertThat(table.size()).isEqualTo(model.size());
  }

  @Test
  void numbersBeginAnewAfterClearing() {
    BytesTable table = new BytesTable();
    assertThat(table.numberOf(new byte[] {1, 2}, 0, 2)).isZero();
    assertThat(table.numberOf(new byte[] {1, 3}, 0, 2)).isEqualTo(1);
    assertThat(table.find(new byte[] {1, 3})).isEqualTo(1);
    table.clear();
    assertThat(table.find(new byte[] {1, 3})).isEqualTo(BytesTable.NONE);
    assertThat(table.numberOf(new byte[] {1, 3}, 0, 2)).isZero();
  }

  /** A table whose neighbours are all taken looks at each of them. */
  @Test
  void numbersInPathsOfAnyLengthAreSpreadOverTheSlots() {
    for (int length = 0; length < Long.BYTES; length++) {
      assertThat(longestRun("/srv/mail" + "-".repeat(length))).as("%d", length).isLessThan(200);
    }
  }

  private static int longestRun(String top) {
    BitSet taken = new BitSet(1 << 16);
    for (int user = 0; user < 30_000; user++) {
      byte[] path = String.format("%s/p%02x/u%06d", top, user / 117, user * 4).getBytes(UTF_8);
      taken.set(taken.nextClearBit(BytesTable.hash(path, 0, path.length) & 0xffff));
    }
    int longest = 0;
    int end = 0;
    for (int from = taken.nextSetBit(0); from >= 0; from = taken.nextSetBit(end)) {
      end = taken.nextClearBit(from);
      longest = Math.max(longest, end - from);
    }
    return longest;
  }
}
