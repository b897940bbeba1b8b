package org.tidemark.journal.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.testing.SourceHarness;

/**
 * Stands between an inotify queue and its source: what was read waits here, and is handed on in
 * pieces that are cut between any two records, as late as the test likes. Not thread-safe.
 */
final class TornEvents {
  private static final int HEADER = 16;
  private static final int LENGTH = 12;

  private final Kernel kernel = new NativeKernel();
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(1 << 18).order(ByteOrder.nativeOrder());
  private final Deque<byte[]> records = new ArrayDeque<>();
  private final InotifySource source;
  private final SourceHarness harness;

  TornEvents(InotifySource source, SourceHarness harness) {
    this.source = source;
    this.harness = harness;
  }

  /** Takes over all that is queued in the kernel now. */
  void read() {
    int length = kernel.read(source.descriptor(), buffer, 0, buffer.capacity());
    while (length > 0) {
      byte[] bytes = new byte[length];
      buffer.get(0, bytes);
      split(bytes);
      length = kernel.read(source.descriptor(), buffer, 0, buffer.capacity());
    }
  }

  private void split(byte[] bytes) {
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    for (int at = 0; at < bytes.length; ) {
      int next = at + HEADER + view.getInt(at + LENGTH);
      records.add(Arrays.copyOfRange(bytes, at, next));
      at = next;
    }
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  /** Hands on one piece of at most that many records. */
  void handOn(int most) {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    for (int i = 0; i < most && !records.isEmpty(); i++) {
      piece.writeBytes(records.poll());
    }
    harness.feed(source, piece.toByteArray());
  }
}
