package org.tidemark.journal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An array of {@code struct pollfd} (poll(2)). Owned by the polling thread. */
public final class PollSet {
  private static final int SIZE = 8;

  private final ByteBuffer entries;
  private int count;

  public PollSet(int capacity) {
    entries = ByteBuffer.allocateDirect(capacity * SIZE).order(ByteOrder.nativeOrder());
  }

  public void clear() {
    count = 0;
  }

  /** Adds a descriptor and gives its index. */
  public int add(int descriptor, short events) {
    entries.putInt(count * SIZE, descriptor);
    entries.putShort(count * SIZE + 4, events);
    entries.putShort(count * SIZE + 6, (short) 0);
    return count++;
  }

  /** What poll(2) found for that index. */
  public short ready(int index) {
    return entries.getShort(index * SIZE + 6);
  }

  public int count() {
    return count;
  }

  ByteBuffer entries() {
    return entries;
  }
}
