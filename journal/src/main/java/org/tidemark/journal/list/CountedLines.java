package org.tidemark.journal.list;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines of ASCII and knows where each begins. Not thread-safe. */
final class CountedLines {
  private static final int SIZE = 1 << 16;

  /** The longest line holds all extended attributes of a directory, at most 64 KiB each. */
  private static final int LONGEST = 1 << 26;

  private final InputStream in;
  private final byte[] buffer = new byte[SIZE];
  private int at;
  private int limit;
  private long read;
  private long begin;

  CountedLines(InputStream in) {
    this.in = in;
  }

  /** Where the line given last begins, in bytes. */
  long begin() {
    return begin;
  }

  /**
   * The next line, or null at the end.
   *
   * @throws IOException also if the last line has no end
   */
  String next() throws IOException {
    begin = read - (limit - at);
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    while (at < limit || fill()) {
      int end = at;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, at, end - at);
      boolean whole = end < limit;
      at = whole ? end + 1 : end;
      if (whole) {
        return line.toString(StandardCharsets.ISO_8859_1);
      }
      if (line.size() > LONGEST) {
        throw new IOException("a line is too long");
      }
    }
    if (line.size() > 0) {
      throw new IOException("it is cut short");
    }
    return null;
  }

  private boolean fill() throws IOException {
    limit = Math.max(in.read(buffer), 0);
    at = 0;
    read += limit;
    return limit > 0;
  }
}
