package org.tidemark.journal.window;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Reads stretches of a file that mostly follow one another: one block is kept, so that many short
 * ones cost one system call. One thread.
 */
final class SpoolReader {
  private static final int BLOCK = 1 << 16;

  private final FileChannel file;
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
  private long blockStart;

  SpoolReader(FileChannel file) {
    this.file = file;
    block.limit(0);
  }

  /** Fills {@code target} from its position to its limit with what lies at {@code from}. */
  void read(long from, ByteBuffer target) throws IOException {
    long at = from;
    while (target.hasRemaining()) {
      if (at < blockStart || at >= blockStart + block.limit()) {
        load(at);
      }
      int offset = (int) (at - blockStart);
      int length = Math.min(target.remaining(), block.limit() - offset);
      target.put(target.position(), block, offset, length);
      target.position(target.position() + length);
      at += length;
    }
  }

  private void load(long at) throws IOException {
    block.clear();
    int got = file.read(block, at);
    blockStart = at;
    block.limit(Math.max(got, 0));
    if (got <= 0) {
      throw new EOFException("the spool ends at " + at);
    }
  }
}
