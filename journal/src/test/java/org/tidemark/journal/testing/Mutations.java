package org.tidemark.journal.testing;

import java.util.Arrays;
import java.util.Random;

/** Makes hostile bytes out of real ones: cut, overwritten, repeated, or purely random. */
public final class Mutations {
  private static final int[] NASTY = {0, 1, 0x7f, 0x80, 0xff};

  private Mutations() {}

  /** A new array; the original stays as it is. */
  public static byte[] of(byte[] real, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(real, random.nextInt(real.length + 1));
      case 1 -> noise(random);
      case 2 -> flipped(Arrays.copyOf(real, random.nextInt(real.length + 1)), random);
      default -> flipped(real.clone(), random);
    };
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    for (int count = 1 + random.nextInt(6); count > 0 && bytes.length > 0; count--) {
      boolean nasty = random.nextBoolean();
      int value = nasty ? NASTY[random.nextInt(NASTY.length)] : random.nextInt(256);
      bytes[random.nextInt(bytes.length)] = (byte) value;
    }
    return bytes;
  }
}
