package org.tidemark.rsync.points;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Records that end in NUL, read one after the other. Not thread-safe. */
public final class NulRecords implements Closeable {
  private final InputStream in;
  private final ByteArrayOutputStream record = new ByteArrayOutputStream(256);

  public NulRecords(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /**
   * The next record, one character per byte; null at the end.
   *
   * @throws EOFException if the last record is cut short
   */
  public String next() throws IOException {
    int value = in.read();
    if (value < 0) {
      return null;
    }
    record.reset();
    while (value > 0) {
      record.write(value);
      value = in.read();
    }
    if (value < 0) {
      throw new EOFException("a record without its end");
    }
    return record.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
