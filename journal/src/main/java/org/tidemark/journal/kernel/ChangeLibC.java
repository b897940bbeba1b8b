package org.tidemark.journal.kernel;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * What changing trees needs of glibc; apart from {@link LibC}, since the daemon changes none. Byte
 * arrays end with a NUL where C wants a string.
 */
final class ChangeLibC {
  static {
    Native.register(ChangeLibC.class, Platform.C_LIBRARY_NAME);
  }

  private ChangeLibC() {}

  static native int mkdirat(int directory, byte[] path, int mode);

  static native int unlinkat(int directory, byte[] path, int flags);

  static native int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

  static native int renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to);

  static native int fchownat(int directory, byte[] path, int user, int group, int flags);

  static native int fchmodat(int directory, byte[] path, int mode, int flags);

  static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

  static native int lremovexattr(byte[] path, byte[] name);
}
