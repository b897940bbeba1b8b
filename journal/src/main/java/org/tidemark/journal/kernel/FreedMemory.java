package org.tidemark.journal.kernel;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * Gives memory that the process does not use any more back to the system: the heap of Java, and
 * that of C, which holds what the compilers of the virtual machine needed. Thread-safe.
 */
public final class FreedMemory {
  private FreedMemory() {}

  /** Takes some ten milliseconds per 100 MB in use; all threads stand still meanwhile. */
  public static void giveBack() {
    System.gc();
    try {
      Object[] keepNothing = {0L};
      int unused =
          NativeLibrary.getInstance(Platform.C_LIBRARY_NAME)
              .getFunction("malloc_trim")
              .invokeInt(keepNothing);
    } catch (UnsatisfiedLinkError e) {
      // Only glibc has malloc_trim(3); others give memory back by themselves.
      return;
    }
  }
}
