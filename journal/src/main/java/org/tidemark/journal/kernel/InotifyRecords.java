package org.tidemark.journal.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Steps through what read(2) gave on an inotify descriptor (inotify(7)). Names stay where they are
 * in the buffer. A broken record ends the walk and is reported. Not thread-safe.
 *
 * <pre>wd s32@0  mask u32@4  cookie u32@8  len u32@12  name@16, NUL-padded to len</pre>
 */
public final class InotifyRecords {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int HEADER = 16;

  private byte[] data = new byte[0];
  private int limit;
  private int next;
  private int at;
  private int nameLength;
  private boolean broken;

  public void reset(byte[] bytes, int length) {
    data = bytes;
    limit = length;
    next = 0;
    broken = false;
  }

  public boolean next() {
    if (next >= limit) {
      return false;
    }
    at = next;
    long size = limit - at < HEADER ? Long.MAX_VALUE : HEADER + Integer.toUnsignedLong(raw(12));
    if (size > limit - at) {
      broken = true;
      next = limit;
      return false;
    }
    next = at + (int) size;
    nameLength = 0;
    while (at + HEADER + nameLength < next && data[at + HEADER + nameLength] != 0) {
      nameLength++;
    }
    return true;
  }

  private int raw(int offset) {
    return (int) INT.get(data, at + offset);
  }

  /** True if the walk ended at bytes that are no record: history is in doubt from there. */
  public boolean broken() {
    return broken;
  }

  /** The watch descriptor; -1 for an overflow. */
  public int watch() {
    return raw(0);
  }

  public int mask() {
    return raw(4);
  }

  /** Pairs MOVED_FROM with MOVED_TO; else 0. */
  public int cookie() {
    return raw(8);
  }

  /** Where the name starts in the buffer. */
  public int nameOffset() {
    return at + HEADER;
  }

  /** 0 for an event on the watched directory itself. */
  public int nameLength() {
    return nameLength;
  }
}
