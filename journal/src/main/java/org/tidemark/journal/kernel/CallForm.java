package org.tidemark.journal.kernel;

import com.sun.jna.Native;
import java.util.Arrays;

/** How all of C's functions are called: strings end with a NUL, and a failure is {@code -errno}. */
final class CallForm {
  private CallForm() {}

  /** What the call gave, or {@code -errno}; to be asked right after it, by the same thread. */
  static int code(long result) {
    return result >= 0 ? (int) result : -Native.getLastError();
  }

  static byte[] terminated(byte[] name) {
    return Arrays.copyOf(name, name.length + 1);
  }
}
