package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes records that end in NUL into a local file. Not thread-safe. */
public final class NulWriter implements Closeable {
  private final OutputStream out;

  public NulWriter(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  /**
   * @param record one character per byte
   */
  public void add(String record) throws IOException {
    out.write(record.getBytes(StandardCharsets.ISO_8859_1));
    out.write(0);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
