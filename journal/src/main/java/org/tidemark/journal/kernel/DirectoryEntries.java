package org.tidemark.journal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Steps through what getdents64(2) wrote. A broken record ends the walk and is reported, never read
 * past. Not thread-safe.
 *
 * <pre>inode u64@0  offset s64@8  length u16@16  type u8@18  name@19, NUL-terminated</pre>
 */
public final class DirectoryEntries {
  public static final int TYPE_UNKNOWN = 0;
  public static final int TYPE_DIRECTORY = 4;
  private static final int NAME = 19;

  private final ByteBuffer data;
  private int limit;
  private int next;
  private int at;
  private int nameLength;
  private boolean broken;

  public DirectoryEntries(ByteBuffer data) {
    this.data = data.duplicate().order(ByteOrder.nativeOrder());
  }

  /** Starts over with the first {@code length} bytes of the buffer. */
  public void reset(int length) {
    limit = Math.min(length, data.capacity());
    next = 0;
    broken = false;
  }

  /** Goes to the next entry, {@code .} and {@code ..} left out. */
  public boolean next() {
    while (next < limit) {
      if (!readRecord()) {
        broken = true;
        return false;
      }
      if (!isDotOrDotDot()) {
        return true;
      }
    }
    return false;
  }

  private boolean readRecord() {
    at = next;
    if (limit - at < NAME + 1) {
      return false;
    }
    int length = Short.toUnsignedInt(data.getShort(at + 16));
    if (length < NAME + 1 || length > limit - at) {
      return false;
    }
    next = at + length;
    nameLength = 0;
    while (at + NAME + nameLength < next && data.get(at + NAME + nameLength) != 0) {
      nameLength++;
    }
    return nameLength > 0 && at + NAME + nameLength < next;
  }

  private boolean isDotOrDotDot() {
    return data.get(at + NAME) == '.'
        && (nameLength == 1 || (nameLength == 2 && data.get(at + NAME + 1) == '.'));
  }

  /** True if the walk ended at bytes that are no record. */
  public boolean broken() {
    return broken;
  }

  public long inode() {
    return data.getLong(at);
  }

  /** {@code d_type}; {@link #TYPE_UNKNOWN} on filesystems that do not keep it. */
  public int type() {
    return data.get(at + 18);
  }

  /** Where the name begins in the buffer; a NUL follows it. */
  int nameOffset() {
    return at + NAME;
  }

  public int nameLength() {
    return nameLength;
  }

  /** Copies the name. */
  public void nameInto(byte[] target, int offset) {
    data.get(at + NAME, target, offset, nameLength);
  }

  public byte[] name() {
    byte[] name = new byte[nameLength];
    data.get(at + NAME, name);
    return name;
  }
}
