package org.tidemark.journal.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An open descriptor; closed by its owner. */
public final class OpenFile implements AutoCloseable {
  private final int descriptor;

  OpenFile(int descriptor) {
    this.descriptor = descriptor;
  }

  public int descriptor() {
    return descriptor;
  }

  public void append(byte[] content) {
    int written = (int) TestLibC.write(descriptor, content, content.length);
    requireAll(written, content.length);
  }

  public void write(long offset, byte[] content) {
    int written = (int) TestLibC.pwrite(descriptor, content, content.length, offset);
    requireAll(written, content.length);
  }

  private static void requireAll(int written, int wanted) {
    ByteTree.check("write", "", written);
    if (written != wanted) {
      throw new UncheckedIOException(new IOException("wrote " + written + " of " + wanted));
    }
  }

  public void truncate(long size) {
    ByteTree.check("ftruncate", "", TestLibC.ftruncate(descriptor, size));
  }

  byte[] readAll() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[65536];
    int length;
    while ((length =
            ByteTree.check(
                "read", "", (int) TestLibC.pread(descriptor, piece, piece.length, out.size())))
        > 0) {
      out.write(piece, 0, length);
    }
    return out.toByteArray();
  }

  /** A shared, writable mapping of the file's first bytes; it outlives this descriptor. */
  public SharedMapping map(long length) {
    return SharedMapping.of(descriptor, length);
  }

  /** As {@link #map}, for reading only. */
  public SharedMapping mapForReading(long length) {
    return SharedMapping.forReading(descriptor, length);
  }

  @Override
  public void close() {
    int unused = TestLibC.close(descriptor);
  }
}
