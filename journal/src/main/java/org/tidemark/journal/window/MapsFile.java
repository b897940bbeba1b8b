package org.tidemark.journal.window;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;

/**
 * Reads /proc/PID/maps (proc(5)) of one process after the other, and hands over the few lines that
 * show a shared mapping; the others, hundreds in each process, never become a String. One thread.
 */
final class MapsFile {
  private static final int SIZE = 1 << 16;

  private final Kernel kernel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);

  MapsFile(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * @param process the process's folder, such as {@code /proc/1}
   * @param visitor takes lines without their line feed, one character per byte
   * @return 0, or -errno where the kernel refused
   */
  int read(String process, Consumer<String> visitor) {
    byte[] file = (process + "/maps").getBytes(StandardCharsets.ISO_8859_1);
    int descriptor = kernel.openat(Kernel.AT_FDCWD, file, Flags.O_RDONLY);
    if (descriptor < 0) {
      return descriptor;
    }
    try {
      return read(descriptor, visitor);
    } finally {
      kernel.close(descriptor);
    }
  }

  private int read(int descriptor, Consumer<String> visitor) {
    int kept = 0;
    int length = kernel.read(descriptor, buffer, 0, SIZE);
    while (length > 0) {
      kept = visitLines(kept + length, visitor);
      length = kernel.read(descriptor, buffer, kept, SIZE - kept);
    }
    return length;
  }

  /** Gives the number of bytes of an unfinished line, moved to the beginning. */
  private int visitLines(int length, Consumer<String> visitor) {
    int start = 0;
    for (int at = 0; at < length; at++) {
      if (buffer.get(at) == '\n') {
        visitIfShared(start, at, visitor);
        start = at + 1;
      }
    }
    buffer.limit(length).position(start);
    buffer.compact().clear();
    return length - start;
  }

  /** {@code FROM-TO rwxs ...}: the fourth letter behind the first blank. */
  private void visitIfShared(int start, int end, Consumer<String> visitor) {
    int blank = start;
    while (blank < end && buffer.get(blank) != ' ') {
      blank++;
    }
    if (blank + 4 < end && buffer.get(blank + 4) == 's') {
      byte[] line = new byte[end - start];
      buffer.get(start, line);
      visitor.accept(new String(line, StandardCharsets.ISO_8859_1));
    }
  }
}
