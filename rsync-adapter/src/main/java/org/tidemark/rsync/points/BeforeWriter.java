package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a file {@code before}. Without its end record it counts for nothing. Not thread-safe. */
public final class BeforeWriter implements Closeable {
  private final OutputStream out;
  private long count;

  public BeforeWriter(OutputStream out) {
    this.out = new BufferedOutputStream(out, 1 << 16);
  }

  public void add(Before record) throws IOException {
    addText(record.text());
  }

  /** Adds a record in the form that find(1) prints, without its NUL. */
  void addText(String record) throws IOException {
    write(record);
    count++;
  }

  /** Writes the end record; closing alone does not. */
  public void finish() throws IOException {
    write("E " + count);
    out.flush();
  }

  private void write(String record) throws IOException {
    out.write(record.getBytes(StandardCharsets.ISO_8859_1));
    out.write(0);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
