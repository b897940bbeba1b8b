package org.tidemark.journal.list;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.PercentText;

/**
 * Writes the text form of names without making a String of each, through a buffer of its own. Not
 * thread-safe; the stream stays its caller's.
 */
final class TextOutput {
  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** The longest form of one byte: {@code %XX}. */
  private static final int LONGEST = 3;

  /** Room for the longest name that a list can hold. */
  private static final int SIZE = LONGEST * 0x10000;

  private final OutputStream target;
  private final byte[] buffer = new byte[SIZE];
  private int used;

  TextOutput(OutputStream target) {
    this.target = target;
  }

  /** Writes bytes as they are. */
  void ascii(byte[] text) throws IOException {
    for (int from = 0; from < text.length; ) {
      makeRoom(1);
      int length = Math.min(text.length - from, SIZE - used);
      System.arraycopy(text, from, buffer, used, length);
      used += length;
      from += length;
    }
  }

  void character(char letter) throws IOException {
    makeRoom(1);
    buffer[used++] = (byte) letter;
  }

  /**
   * Writes a name in text form, as it stands between the quotes of a JSON string.
   *
   * @param name up to 65,536 bytes
   */
  void quotedText(byte[] name) throws IOException {
    makeRoom(LONGEST * name.length);
    int at = used;
    for (byte value : name) {
      if (!PercentText.isPlain(value)) {
        buffer[at++] = '%';
        buffer[at++] = DIGITS[(value & 0xff) >> 4];
        buffer[at++] = DIGITS[value & 15];
      } else {
        if (value == '"' || value == '\\') {
          buffer[at++] = '\\';
        }
        buffer[at++] = value;
      }
    }
    used = at;
  }

  private void makeRoom(int length) throws IOException {
    if (used + length > SIZE) {
      flush();
    }
  }

  /** Hands what is buffered to the stream. */
  void flush() throws IOException {
    target.write(buffer, 0, used);
    used = 0;
    target.flush();
  }
}
