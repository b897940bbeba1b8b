package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.Mutations;
import org.tidemark.journal.testing.Workload;

/**
 * Decoders never throw and never look behind the length they were given: the same bytes with other
 * rubbish behind them decode to the same thing.
 */
class RecordFuzzTest {
  private static final int ROUNDS = 100_000;
  private static final int RUBBISH = 64;

  private final long seed = Workload.newSeed();
  private final Random random = new Random(seed);

  /** What a decoder says of some bytes, as one text. */
  @FunctionalInterface
  private interface Decoder {
    String decode(byte[] bytes, int length);
  }

  private void fuzz(byte[] real, Decoder decoder) {
    int broken = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] hostile = Mutations.of(real, random);
      String one = decoder.decode(padded(hostile, (byte) 0), hostile.length);
      String other = decoder.decode(padded(hostile, (byte) 0x41), hostile.length);
      if (!other.equals(one)) {
        throw new AssertionError("seed " + seed + ", round " + round + ": " + one + " / " + other);
      }
      broken += one.endsWith("broken") ? 1 : 0;
    }
    assertThat(broken).as("seed %d: rounds that were found broken", seed).isGreaterThan(1_000);
  }

  private static byte[] padded(byte[] bytes, byte rubbish) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + RUBBISH);
    Arrays.fill(all, bytes.length, all.length, rubbish);
    return all;
  }

  @Test
  void inotifyRecordsSurviveAnyBytes() {
    InotifyRecords records = new InotifyRecords();
    fuzz(
        inotifyBytes(),
        (bytes, length) -> {
          StringBuilder said = new StringBuilder();
          records.reset(bytes, length);
          while (records.next()) {
            said.append(records.watch()).append(records.mask()).append(records.cookie());
            said.append(text(bytes, length, records.nameOffset(), records.nameLength()));
          }
          return said + (records.broken() ? "broken" : "whole");
        });
  }

  @Test
  void fanotifyRecordsSurviveAnyBytes() {
    FanotifyRecords records = new FanotifyRecords();
    fuzz(fanotifyBytes(), (bytes, length) -> describe(records, bytes, length));
  }

  private static String describe(FanotifyRecords records, byte[] bytes, int length) {
    StringBuilder said = new StringBuilder();
    records.reset(bytes, length);
    while (records.next()) {
      said.append(records.mask()).append(records.pid()).append(records.error());
      for (FanotifyRecords.Place place :
          new FanotifyRecords.Place[] {
            records.object(), records.parent(), records.oldParent(), records.newParent()
          }) {
        if (place.present()) {
          said.append(text(bytes, length, place.handleOffset(), place.handleLength()));
          said.append(text(bytes, length, place.nameOffset(), place.nameLength()));
        }
      }
    }
    return said + (records.broken() ? "broken" : "whole");
  }

  @Test
  void countingFanotifyEventsSurvivesAnyBytes() {
    byte[] real = fanotifyBytes();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] hostile = Mutations.of(real, random);
      ByteBuffer bytes = ByteBuffer.wrap(hostile).order(ByteOrder.nativeOrder());
      int count = FanotifyRecords.count(bytes, 0, hostile.length);
      assertThat(count).as("seed %d", seed).isBetween(0, hostile.length / 24);
    }
    ByteBuffer whole = ByteBuffer.wrap(real).order(ByteOrder.nativeOrder());
    assertThat(FanotifyRecords.count(whole, 0, real.length)).isEqualTo(3);
  }

  @Test
  void directoryEntriesSurviveAnyBytes() {
    fuzz(
        directoryBytes(),
        (bytes, length) -> {
          StringBuilder said = new StringBuilder();
          DirectoryEntries entries = new DirectoryEntries(ByteBuffer.wrap(bytes));
          entries.reset(length);
          while (entries.next()) {
            said.append(entries.inode()).append(entries.type());
            said.append(Arrays.toString(entries.name()));
          }
          return said + (entries.broken() ? "broken" : "whole");
        });
  }

  @Test
  void mountTablesSurviveAnyText() throws IOException {
    String text =
        """
        22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw
        23 27 0:22 / /a\\040b rw - tmpfs none rw,size=4k
        """;
    byte[] real = text.getBytes(StandardCharsets.ISO_8859_1);
    int refused = 0;
    for (int round = 0; round < ROUNDS / 5; round++) {
      try {
        assertThat(MountTable.parse(Mutations.of(real, random)).mounts()).isNotNull();
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
    assertThat(MountTable.parse(real).mounts()).hasSize(2);
  }

  private static String text(byte[] bytes, int length, int offset, int size) {
    if (offset < 0 || offset + size > length) {
      throw new AssertionError("points outside: " + offset + " + " + size + " of " + length);
    }
    return new String(bytes, offset, size, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
  }

  private static byte[] content(ByteBuffer buffer) {
    byte[] content = new byte[buffer.position()];
    buffer.get(0, content);
    return content;
  }

  private static byte[] inotifyBytes() {
    ByteBuffer out = buffer();
    for (int watch = 1; watch < 4; watch++) {
      out.putInt(watch).putInt(Flags.IN_CREATE).putInt(0).putInt(16);
      out.put("some-name".getBytes(StandardCharsets.ISO_8859_1)).put(new byte[7]);
    }
    out.putInt(-1).putInt(Flags.IN_Q_OVERFLOW).putInt(0).putInt(0);
    return content(out);
  }

  private static byte[] fanotifyBytes() {
    ByteBuffer out = buffer();
    for (int event = 0; event < 3; event++) {
      int start = out.position();
      out.putInt(0).put((byte) 3).put((byte) 0).putShort((short) 24);
      out.putLong(Flags.FAN_RENAME).putInt(-1).putInt(1234);
      information(out, 1, "");
      information(out, 10, "old-name");
      information(out, 12, "new-name-longer");
      if (event == 1) {
        out.put((byte) 5).put((byte) 0).putShort((short) 12).putInt(5).putInt(1);
      }
      out.putInt(start, out.position() - start);
    }
    return content(out);
  }

  private static void information(ByteBuffer out, int type, String name) {
    int start = out.position();
    out.put((byte) type).put((byte) 0).putShort((short) 0).putLong(0x1122334455667788L);
    out.putInt(8).putInt(1).putLong(0x0102030405060708L);
    out.put(name.getBytes(StandardCharsets.ISO_8859_1));
    out.put(new byte[4 - (out.position() & 3)]);
    out.putShort(start + 2, (short) (out.position() - start));
  }

  private static byte[] directoryBytes() {
    ByteBuffer out = buffer();
    for (String name : new String[] {".", "..", "a", "a-longer-name", "\u00ff"}) {
      out.putLong(42).putLong(7).putShort((short) 40).put((byte) 8);
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      out.put(bytes).put(new byte[21 - bytes.length]);
    }
    return content(out);
  }
}
