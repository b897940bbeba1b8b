package org.tidemark.journal.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One thread's native memory for the calls that are made once per name: room for a name and, behind
 * it, for what the call gives or takes. Handing over plain addresses and reading through a direct
 * buffer spares a copy per array and a native call per field. Belongs to one thread.
 */
final class CallMemory {
  /** PATH_MAX of limits.h, with the NUL: the kernel takes no longer name. */
  static final int LONGEST_NAME = 4096;

  private static final int STRUCTURE = LONGEST_NAME;
  private static final int SIZE = LONGEST_NAME + 512;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
  private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));

  /** Whether a name can be put here; the kernel says ENAMETOOLONG to one that cannot. */
  static boolean fits(byte[] name) {
    return name.length < LONGEST_NAME;
  }

  /** Puts the name and a NUL, and gives their address. */
  long name(byte[] name) {
    memory.put(0, name);
    memory.put(name.length, (byte) 0);
    return address;
  }

  /** Address of the structure's 512 bytes, aligned to 8. */
  long structure() {
    return address + STRUCTURE;
  }

  short getShort(int offset) {
    return memory.getShort(STRUCTURE + offset);
  }

  int getInt(int offset) {
    return memory.getInt(STRUCTURE + offset);
  }

  long getLong(int offset) {
    return memory.getLong(STRUCTURE + offset);
  }

  void setLong(int offset, long value) {
    memory.putLong(STRUCTURE + offset, value);
  }
}
