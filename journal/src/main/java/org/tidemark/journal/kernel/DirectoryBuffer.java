package org.tidemark.journal.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * Native memory for a piece of a directory, for walks of millions of names: what getdents64(2)
 * wrote there is handed back to the kernel name by name without being copied. Belongs to one
 * thread.
 */
public final class DirectoryBuffer {
  private final ByteBuffer memory;
  private final long address;
  private final DirectoryEntries entries;

  /**
   * @param capacity in bytes; a name takes up to 280
   */
  public DirectoryBuffer(int capacity) {
    memory = ByteBuffer.allocateDirect(capacity);
    address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    entries = new DirectoryEntries(memory);
  }

  /** Steps through what was read last; to be reset to the length that was read. */
  public DirectoryEntries entries() {
    return entries;
  }

  int capacity() {
    return memory.capacity();
  }

  long address() {
    return address;
  }

  /** Of the name at which the entries stand. */
  long nameAddress() {
    return address + entries.nameOffset();
  }
}
