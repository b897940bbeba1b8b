package org.tidemark.journal.kernel;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** glibc's functions, mapped directly. Byte arrays end with a NUL where C wants a string. */
final class LibC {
  static {
    Native.register(LibC.class, Platform.C_LIBRARY_NAME);
  }

  private LibC() {}

  static native int openat(int directory, byte[] name, int flags, int mode);

  static native int close(int descriptor);

  static native long read(int descriptor, Pointer buffer, long length);

  static native long write(int descriptor, byte[] buffer, long length);

  /** Takes addresses: it is called once per name of a list. */
  static native int statx(int directory, long path, int flags, int mask, long out);

  /** Takes an address, too. */
  static native long getdents64(int descriptor, long buffer, long length);

  static native long lseek(int descriptor, long offset, int whence);

  static native long readlinkat(int directory, byte[] path, byte[] target, long size);

  static native int utimensat(int directory, byte[] path, long[] times, int flags);

  static native long listxattr(byte[] path, byte[] names, long size);

  static native long llistxattr(byte[] path, byte[] names, long size);

  static native long getxattr(byte[] path, byte[] name, byte[] value, long size);

  static native long lgetxattr(byte[] path, byte[] name, byte[] value, long size);

  static native int statfs(byte[] path, Pointer out);

  static native int name_to_handle_at(
      int directory, byte[] path, byte[] handle, int[] mountId, int flags);

  static native int open_by_handle_at(int mount, Pointer handle, int flags);

  static native int poll(Pointer entries, long count, int timeout);

  static native int eventfd(int initial, int flags);

  static native int ioctl(int descriptor, long request, int[] out);

  static native int memfd_create(byte[] name, int flags);

  static native int ftruncate(int descriptor, long size);

  static native int getpriority(int which, int who);

  static native int setpriority(int which, int who, int value);

  static native int unshare(int flags);

  static native int chdir(byte[] path);

  static native int fchdir(int descriptor);

  static native int fallocate(int descriptor, int mode, long offset, long length);

  static native int inotify_init1(int flags);

  static native int inotify_add_watch(int descriptor, byte[] path, int mask);

  static native int inotify_rm_watch(int descriptor, int watch);

  static native int fanotify_init(int flags, int eventFlags);

  static native int fanotify_mark(int descriptor, int flags, long mask, int directory, byte[] path);

  static native int geteuid();

  /** The generic entry, for calls that glibc does not wrap; unused arguments are zero. */
  static native long syscall(long number, long a, long b, long c, long d, long e);
}
