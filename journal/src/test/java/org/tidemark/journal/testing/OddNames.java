package org.tidemark.journal.testing;

import java.util.Random;

/** Makes names that programs get wrong, from a seed; never the same name twice. */
final class OddNames {
  private final Random random;
  private final boolean newlines;
  private int number;

  /**
   * @param newlines whether names may hold a newline, which some products' lists cannot carry
   */
  OddNames(Random random, boolean newlines) {
    this.random = random;
    this.newlines = newlines;
  }

  /** A name of 1 to 255 bytes, one character per byte. */
  String next() {
    String plain = Integer.toString(++number, 36);
    return switch (random.nextInt(24)) {
      case 0 -> newlines ? plain + "\nline" : plain + " line";
      case 1 -> "#" + plain;
      case 2 -> ";" + plain;
      case 3 -> plain + " ";
      case 4 -> plain + "\u00ff\u00c3(";
      case 5 -> plain + "-" + "\u00ff".repeat(254 - plain.length());
      case 6 -> "-" + plain;
      case 7 -> plain + "*?[a]\\";
      case 8 -> plain + "%41\"'";
      case 9 -> " " + plain;
      case 10 -> "." + plain;
      case 11 -> plain + "\u0001\t\u007f";
      default -> "n" + plain;
    };
  }
}
