package org.tidemark.rsync.points;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a file {@code before} or {@code renames}, record by record. Not thread-safe. */
public final class BeforeReader implements Closeable {
  private final NulRecords records;
  private long count;
  private boolean ended;

  public BeforeReader(InputStream in) {
    records = new NulRecords(in);
  }

  /**
   * The next record; null behind the last.
   *
   * @throws IOException if the file has no end record or holds what no step holds; nothing that was
   *     read of it may be used
   */
  public Before next() throws IOException {
    String record = ended ? null : nextText();
    try {
      return record == null ? null : Before.parse(record);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a record of a step: " + e.getMessage(), e);
    }
  }

  private String nextText() throws IOException {
    String record = records.next();
    if (record == null) {
      throw new EOFException("the file has no end record");
    }
    if (record.startsWith("E ")) {
      ended = true;
      requireCount(record.substring(2));
      return null;
    }
    count++;
    return record;
  }

  private void requireCount(String said) throws IOException {
    if (!said.equals(Long.toString(count))) {
      throw new IOException("the end record counts " + said + " records, not " + count);
    }
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
