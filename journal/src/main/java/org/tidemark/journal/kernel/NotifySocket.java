package org.tidemark.journal.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The datagram socket at which a service manager listens (sd_notify(3)). Thread-safe.
 *
 * <pre>
 * sockaddr_un  family u16@0  path@2
 * msghdr       name@0  namelen u32@8  iov@16  iovlen u64@24  control@32  controllen u64@40  flags s32@48
 * iovec        base@0  len u64@8
 * cmsghdr      len u64@0  level s32@8  type s32@12  data@16
 * </pre>
 */
public final class NotifySocket {
  /** For {@link #send}: no descriptor goes along. */
  public static final int NO_DESCRIPTOR = -1;

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | Flags.O_CLOEXEC;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int FAMILY = 2;

  /** Room for a path in {@code struct sockaddr_un}. */
  private static final int LONGEST_ADDRESS = 108;

  private static final int HEADER_AT = 112;
  private static final int VECTOR_AT = HEADER_AT + 56;
  private static final int CONTROL_AT = VECTOR_AT + 16;
  private static final int CONTROL_LENGTH = 20;
  private static final int CONTROL_SPACE = 24;
  private static final int TEXT_AT = CONTROL_AT + CONTROL_SPACE;

  /** A service manager that is busy for longer than this is not told. */
  private static final int TRIES = 50;

  private static final int TRY_AGAIN_MILLIS = 10;

  private final byte[] address;

  private NotifySocket(byte[] address) {
    this.address = address.clone();
  }

  /**
   * @param address as in {@code NOTIFY_SOCKET}: an absolute path, or an abstract name behind
   *     {@code @}; anything else gives empty
   */
  public static Optional<NotifySocket> at(String address) {
    byte[] bytes = address.getBytes(StandardCharsets.ISO_8859_1);
    boolean known = address.startsWith("/") || address.startsWith("@");
    if (!known || bytes.length < 2 || bytes.length >= LONGEST_ADDRESS) {
      return Optional.empty();
    }
    if (bytes[0] == '@') {
      bytes[0] = 0;
    }
    return Optional.of(new NotifySocket(bytes));
  }

  /**
   * Sends one datagram; waits at most half a second for a service manager that is busy.
   *
   * @param text assignments, one a line
   * @param descriptor goes along as a right to the same open file, or {@link #NO_DESCRIPTOR}
   * @return 0, or {@code -errno}
   */
  public int send(String text, int descriptor) {
    int socket = SocketLibC.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    if (socket < 0) {
      return -Native.getLastError();
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Memory memory = new Memory(TEXT_AT + Math.max(1L, bytes.length))) {
      layOut(memory, bytes, descriptor);
      return sendPatiently(socket, memory);
    } finally {
      int unused = LibC.close(socket);
    }
  }

  private static int sendPatiently(int socket, Memory memory) {
    int error = 0;
    for (int turn = 0; turn < TRIES; turn++) {
      long sent = SocketLibC.sendmsg(socket, memory.share(HEADER_AT), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent >= 0) {
        return 0;
      }
      error = Native.getLastError();
      if (error != Errno.EAGAIN && error != Errno.EINTR) {
        break;
      }
      pause();
    }
    return -error;
  }

  private static void pause() {
    try {
      Thread.sleep(TRY_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void layOut(Memory memory, byte[] text, int descriptor) {
    memory.clear();
    memory.setShort(0, (short) AF_UNIX);
    memory.write(FAMILY, address, 0, address.length);
    memory.write(TEXT_AT, text, 0, text.length);
    memory.setPointer(VECTOR_AT, memory.share(TEXT_AT));
    memory.setLong(VECTOR_AT + 8, text.length);
    memory.setPointer(HEADER_AT, memory.share(0));
    memory.setInt(HEADER_AT + 8, FAMILY + address.length);
    memory.setPointer(HEADER_AT + 16, memory.share(VECTOR_AT));
    memory.setLong(HEADER_AT + 24, 1);
    if (descriptor != NO_DESCRIPTOR) {
      memory.setLong(CONTROL_AT, CONTROL_LENGTH);
      memory.setInt(CONTROL_AT + 8, SOL_SOCKET);
      memory.setInt(CONTROL_AT + 12, SCM_RIGHTS);
      memory.setInt(CONTROL_AT + 16, descriptor);
      memory.setPointer(HEADER_AT + 32, memory.share(CONTROL_AT));
      memory.setLong(HEADER_AT + 40, CONTROL_SPACE);
    }
  }
}
