package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Counts records in what read(2) gave on an inotify descriptor. */
final class InotifyBytes {
  private static final int HEADER = 16;
  private static final int LENGTH_AT = 12;

  private InotifyBytes() {}

  /** A record that is cut off counts, so that broken bytes are never nothing. */
  static int count(ByteBuffer bytes, int offset, int length) {
    ByteBuffer view = bytes.duplicate().order(ByteOrder.nativeOrder());
    long end = (long) offset + length;
    int count = 0;
    for (long at = offset; at < end; count++) {
      boolean whole = at + HEADER <= end;
      at = whole ? at + HEADER + Integer.toUnsignedLong(view.getInt((int) at + LENGTH_AT)) : end;
    }
    return count;
  }
}
