package org.tidemark.journal.testing;

import com.sun.jna.Pointer;

/**
 * A file's bytes in memory ({@code MAP_SHARED}): writes through it raise no event of their own. The
 * kernel reports the file as closed after writing when the last mapping and descriptor are gone.
 */
public final class SharedMapping implements AutoCloseable {
  private static final int READ = 1;
  private static final int READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final int MS_SYNC = 4;

  private final Pointer memory;
  private final long length;

  private SharedMapping(Pointer memory, long length) {
    this.memory = memory;
    this.length = length;
  }

  static SharedMapping of(int descriptor, long length) {
    return of(descriptor, length, READ_WRITE);
  }

  /** Of a descriptor that may be open for reading only. */
  static SharedMapping forReading(int descriptor, long length) {
    return of(descriptor, length, READ);
  }

  private static SharedMapping of(int descriptor, long length, int protection) {
    Pointer memory = TestLibC.mmap(null, length, protection, MAP_SHARED, descriptor, 0);
    ByteTree.check("mmap", "", memory == null || Pointer.nativeValue(memory) == -1 ? -1 : 0);
    return new SharedMapping(memory, length);
  }

  /** The range must lie inside the mapping and inside the file. */
  public void write(long offset, byte[] content) {
    if (offset + content.length > length) {
      throw new IllegalArgumentException("outside of the mapping");
    }
    memory.write(offset, content, 0, content.length);
  }

  /** mprotect(2): it can be read only, from now on. */
  public void protect() {
    ByteTree.check("mprotect", "", TestLibC.mprotect(memory, length, READ));
  }

  /** msync(2): on disk, but still no event. */
  public void sync() {
    ByteTree.check("msync", "", TestLibC.msync(memory, length, MS_SYNC));
  }

  @Override
  public void close() {
    ByteTree.check("munmap", "", TestLibC.munmap(memory, length));
  }
}
