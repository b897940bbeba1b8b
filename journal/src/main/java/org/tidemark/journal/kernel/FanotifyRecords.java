package org.tidemark.journal.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Steps through what read(2) gave on a fanotify descriptor with file identifiers (fanotify(7)).
 * Everything is found by the lengths that the records carry, in any order; unknown information
 * records are skipped. Names and handles stay where they are in the buffer. A broken record ends
 * the walk and is reported. Not thread-safe.
 *
 * <pre>
 * event   event_len u32@0  vers u8@4  reserved u8@5  metadata_len u16@6  mask u64@8  fd s32@16  pid s32@20
 * info    type u8@0  pad u8@1  len u16@2
 * fid     info, fsid 2 x s32@4, handle_bytes u32@12, handle_type s32@16, handle@20, name behind it
 * error   info, error s32@4, error_count u32@8
 * </pre>
 */
public final class FanotifyRecords {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private static final int METADATA = 24;
  private static final int VERSION = 3;
  private static final int FID_HEADER = 20;
  private static final int HANDLE_AT = 12;
  private static final int MAX_HANDLE = 128;

  private static final int FID = 1;
  private static final int DFID_NAME = 2;
  private static final int DFID = 3;
  private static final int ERROR = 5;
  private static final int OLD_DFID_NAME = 10;
  private static final int NEW_DFID_NAME = 12;

  /** One (handle, name) pair of the current event, as places in the buffer. */
  public static final class Place {
    private int handleOffset;
    private int handleLength;
    private int nameOffset;
    private int nameLength;

    private void clear() {
      handleLength = 0;
      nameLength = 0;
    }

    public boolean present() {
      return handleLength > 0;
    }

    /** Start of handle_bytes, handle_type and the handle: what open_by_handle_at(2) takes. */
    public int handleOffset() {
      return handleOffset;
    }

    /** Length with the 8 bytes of header; 0 if the event does not have this record. */
    public int handleLength() {
      return handleLength;
    }

    public int nameOffset() {
      return nameOffset;
    }

    /** 0 if the record carries no name. */
    public int nameLength() {
      return nameLength;
    }
  }

  private final Place object = new Place();
  private final Place parent = new Place();
  private final Place oldParent = new Place();
  private final Place newParent = new Place();
  private byte[] data = new byte[0];
  private int limit;
  private int next;
  private int at;
  private int error;
  private boolean broken;

  public void reset(byte[] bytes, int length) {
    data = bytes;
    limit = length;
    next = 0;
    broken = false;
  }

  /** Number of whole events in the bytes; for counting what a read took from the queue. */
  public static int count(ByteBuffer bytes, int offset, int length) {
    int events = 0;
    int at = 0;
    while (length - at >= METADATA) {
      int size = bytes.getInt(offset + at);
      if (size < METADATA || size > length - at) {
        break;
      }
      at += size;
      events++;
    }
    return events;
  }

  /** Length of the whole events at the beginning of bytes of which the rest may be anything. */
  public static int wholeEvents(ByteBuffer bytes, int offset, int length) {
    int at = 0;
    while (length - at >= METADATA) {
      int size = bytes.getInt(offset + at);
      int metadata = Short.toUnsignedInt(bytes.getShort(offset + at + 6));
      boolean fits = size >= METADATA && size <= length - at;
      if (!fits
          || bytes.get(offset + at + 4) != VERSION
          || metadata < METADATA
          || metadata > size) {
        break;
      }
      at += size;
    }
    return at;
  }

  public boolean next() {
    if (next >= limit) {
      return false;
    }
    at = next;
    if (!readEvent()) {
      broken = true;
      next = limit;
      return false;
    }
    return true;
  }

  private boolean readEvent() {
    if (limit - at < METADATA || data[at + 4] != VERSION) {
      return false;
    }
    int size = (int) INT.get(data, at);
    int metadata = Short.toUnsignedInt((short) SHORT.get(data, at + 6));
    if (size < METADATA || size > limit - at || metadata < METADATA || metadata > size) {
      return false;
    }
    next = at + size;
    return readInformation(at + metadata, next);
  }

  private boolean readInformation(int from, int end) {
    object.clear();
    parent.clear();
    oldParent.clear();
    newParent.clear();
    error = 0;
    int info = from;
    while (end - info >= 4) {
      int length = Short.toUnsignedInt((short) SHORT.get(data, info + 2));
      if (length < 4 || length > end - info || !readRecord(data[info], info, length)) {
        return false;
      }
      info += length;
    }
    return info == end;
  }

  private boolean readRecord(int type, int info, int length) {
    return switch (type) {
      case FID -> readPlace(object, info, length, false);
      case DFID -> readPlace(parent, info, length, false);
      case DFID_NAME -> readPlace(parent, info, length, true);
      case OLD_DFID_NAME -> readPlace(oldParent, info, length, true);
      case NEW_DFID_NAME -> readPlace(newParent, info, length, true);
      case ERROR -> readError(info, length);
      default -> true;
    };
  }

  private boolean readError(int info, int length) {
    if (length < 12) {
      return false;
    }
    error = (int) INT.get(data, info + 4);
    return true;
  }

  private boolean readPlace(Place place, int info, int length, boolean named) {
    if (length < FID_HEADER) {
      return false;
    }
    int handle = (int) INT.get(data, info + HANDLE_AT);
    if (handle < 0 || handle > MAX_HANDLE || FID_HEADER + handle > length) {
      return false;
    }
    place.handleOffset = info + HANDLE_AT;
    place.handleLength = handle + 8;
    place.nameOffset = info + FID_HEADER + handle;
    place.nameLength = 0;
    return !named || readName(place, info + length);
  }

  private boolean readName(Place place, int end) {
    int name = place.nameOffset;
    while (name < end && data[name] != 0) {
      name++;
    }
    place.nameLength = name - place.nameOffset;
    return name < end && place.nameLength <= 255;
  }

  /** True if the walk ended at bytes that are no record: history is in doubt from there. */
  public boolean broken() {
    return broken;
  }

  public long mask() {
    return (long) LONG.get(data, at + 8);
  }

  public int pid() {
    return (int) INT.get(data, at + 20);
  }

  /** The object itself; on directory-entry events without target identifiers, the directory. */
  public Place object() {
    return object;
  }

  /** Directory and name of the event; the name is {@code .} for an event on the directory. */
  public Place parent() {
    return parent;
  }

  /** Where FAN_RENAME moved from. */
  public Place oldParent() {
    return oldParent;
  }

  /** Where FAN_RENAME moved to. */
  public Place newParent() {
    return newParent;
  }

  /** The filesystem's error code in a FAN_FS_ERROR event. */
  public int error() {
    return error;
  }
}
