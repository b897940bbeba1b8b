package org.tidemark.journal.kernel;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * What talking to a service manager needs of glibc; apart from {@link LibC}, since most processes
 * have none to talk to.
 */
final class SocketLibC {
  static {
    Native.register(SocketLibC.class, Platform.C_LIBRARY_NAME);
  }

  private SocketLibC() {}

  static native int socket(int domain, int type, int protocol);

  static native long sendmsg(int socket, Pointer message, int flags);

  static native int fcntl(int descriptor, int command, long argument);

  static native int unsetenv(byte[] name);
}
