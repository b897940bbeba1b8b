package org.tidemark.journal.testing;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** The calls that change a tree, which the program itself never makes. Names end with a NUL. */
final class TestLibC {
  static {
    Native.register(TestLibC.class, Platform.C_LIBRARY_NAME);
  }

  private TestLibC() {}

  static native int openat(int directory, byte[] path, int flags, int mode);

  static native int close(int descriptor);

  static native long pread(int descriptor, byte[] buffer, long length, long offset);

  static native long pwrite(int descriptor, byte[] buffer, long length, long offset);

  static native long write(int descriptor, byte[] buffer, long length);

  static native int ftruncate(int descriptor, long size);

  static native int mkdir(byte[] path, int mode);

  static native int renameat2(
      int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

  static native int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

  static native int symlink(byte[] target, byte[] path);

  static native int mknod(byte[] path, int mode, long device);

  static native int unlink(byte[] path);

  static native int rmdir(byte[] path);

  static native int chmod(byte[] path, int mode);

  static native int lchown(byte[] path, int user, int group);

  static native int utimensat(int directory, byte[] path, long[] times, int flags);

  static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

  static native int lremovexattr(byte[] path, byte[] name);

  static native Pointer mmap(
      Pointer address, long length, int protection, int flags, int descriptor, long offset);

  static native int mprotect(Pointer address, long length, int protection);

  static native int msync(Pointer address, long length, int flags);

  static native long syscall(long number, long a, long b);

  static native int munmap(Pointer address, long length);
}
