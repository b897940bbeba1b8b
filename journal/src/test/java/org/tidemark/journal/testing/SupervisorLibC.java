package org.tidemark.journal.testing;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** The calls of a service manager. Strings end with a NUL. */
final class SupervisorLibC {
  static {
    Native.register(SupervisorLibC.class, Platform.C_LIBRARY_NAME);
  }

  private SupervisorLibC() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int socket, Pointer address, int length);

  static native long recvmsg(int socket, Pointer message, int flags);

  static native int fcntl(int descriptor, int command, long argument);

  static native int close(int descriptor);

  static native int kill(int pid, int signal);

  static native int waitpid(int pid, int[] status, int options);

  static native int posix_spawn_file_actions_init(Pointer actions);

  static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

  static native int posix_spawn_file_actions_destroy(Pointer actions);

  static native int posix_spawn(
      int[] pid,
      byte[] path,
      Pointer actions,
      Pointer attributes,
      Pointer arguments,
      Pointer environment);
}
