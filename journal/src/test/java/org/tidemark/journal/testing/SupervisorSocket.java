package org.tidemark.journal.testing;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.kernel.PollSet;

/** Where a service manager listens: a datagram socket that takes descriptors. One thread. */
final class SupervisorSocket implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int DATAGRAM_CLOEXEC = 2 | 0x80000;
  private static final int CMSG_CLOEXEC = 0x40000000;
  private static final int TEXT_ROOM = 8192;
  private static final int CONTROL_ROOM = 1024;
  private static final int VECTOR_AT = 56;
  private static final int CONTROL_AT = VECTOR_AT + 16;
  private static final int TEXT_AT = CONTROL_AT + CONTROL_ROOM;

  private final Kernel kernel = new NativeKernel();
  private final int socket;
  private final Memory memory = new Memory(TEXT_AT + TEXT_ROOM);
  private final PollSet poll = new PollSet(1);

  /** A datagram with what came along. */
  record Message(List<String> lines, List<Integer> descriptors) {}

  /**
   * @param address as in {@code NOTIFY_SOCKET}
   */
  SupervisorSocket(String address) {
    socket = SupervisorLibC.socket(AF_UNIX, DATAGRAM_CLOEXEC, 0);
    byte[] name = address.getBytes(StandardCharsets.ISO_8859_1);
    if (name[0] == '@') {
      name[0] = 0;
    }
    try (Memory where = new Memory(110)) {
      where.clear();
      where.setShort(0, (short) AF_UNIX);
      where.write(2, name, 0, name.length);
      if (SupervisorLibC.bind(socket, where, 2 + name.length) != 0) {
        throw new IllegalStateException("bind " + address + ": errno " + Native.getLastError());
      }
    }
  }

  /** The next message; empty if none came for a while. */
  Optional<Message> next() {
    poll.clear();
    poll.add(socket, Flags.POLLIN);
    if (kernel.poll(poll, 50) <= 0) {
      return Optional.empty();
    }
    memory.clear();
    memory.setPointer(VECTOR_AT, memory.share(TEXT_AT));
    memory.setLong(VECTOR_AT + 8, TEXT_ROOM);
    memory.setPointer(16, memory.share(VECTOR_AT));
    memory.setLong(24, 1);
    memory.setPointer(32, memory.share(CONTROL_AT));
    memory.setLong(40, CONTROL_ROOM);
    int length = (int) SupervisorLibC.recvmsg(socket, memory, CMSG_CLOEXEC);
    if (length < 0) {
      return Optional.empty();
    }
    byte[] text = memory.getByteArray(TEXT_AT, length);
    return Optional.of(
        new Message(new String(text, StandardCharsets.UTF_8).lines().toList(), descriptors()));
  }

  /** Of the one control message that this protocol has. */
  private List<Integer> descriptors() {
    List<Integer> all = new ArrayList<>();
    if (memory.getLong(40) >= 20) {
      long end = memory.getLong(CONTROL_AT);
      for (long at = 16; at + 4 <= end; at += 4) {
        all.add(memory.getInt(CONTROL_AT + at));
      }
    }
    return all;
  }

  @Override
  public void close() {
    SupervisorLibC.close(socket);
    memory.close();
  }
}
