package org.tidemark.journal.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The text form of bytes in lists, messages and JSON: bytes below 0x21, above 0x7e and {@code %}
 * become {@code %XX} with upper-case digits.
 */
public final class PercentText {
  private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

  private PercentText() {}

  public static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length + 8);
    for (byte value : bytes) {
      append(out, value & 0xff);
    }
    return out.toString();
  }

  /** True for a byte that stands for itself in the text form. */
  public static boolean isPlain(byte value) {
    return value >= 0x21 && value <= 0x7e && value != '%';
  }

  private static void append(StringBuilder out, int value) {
    if (value < 0x21 || value > 0x7e || value == '%') {
      out.append('%').append(DIGITS[value >> 4]).append(DIGITS[value & 15]);
    } else {
      out.append((char) value);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException for a broken escape or a character that is not ASCII
   */
  public static byte[] decode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < in.length; at++) {
      if (in[at] < 0) {
        throw new IllegalArgumentException("not ASCII in text form: " + text);
      }
      out.write(in[at] == '%' ? unescape(in, at, text) : in[at]);
      at += in[at] == '%' ? 2 : 0;
    }
    return out.toByteArray();
  }

  private static int unescape(byte[] in, int at, String text) {
    int high = at + 2 < in.length ? Character.digit(in[at + 1], 16) : -1;
    int low = high < 0 ? -1 : Character.digit(in[at + 2], 16);
    if (low < 0) {
      throw new IllegalArgumentException("broken %XX in text form: " + text);
    }
    return high * 16 + low;
  }
}
