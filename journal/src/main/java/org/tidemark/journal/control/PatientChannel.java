package org.tidemark.journal.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that waits for its client only so long. Owned by the thread that serves the
 * connection; it has a selector of its own because blocking Unix sockets know no time limit.
 */
final class PatientChannel implements AutoCloseable {
  /** A line grew beyond its limit. */
  static final class LineTooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The client did not go on within the time it had. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static final Logger LOG = LoggerFactory.getLogger(PatientChannel.class);

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  /** Takes over the channel, and closes it even if this fails. */
  static PatientChannel of(SocketChannel channel) throws IOException {
    try {
      return new PatientChannel(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private PatientChannel(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    selector = Selector.open();
    key = channel.register(selector, 0);
  }

  /**
   * Reads up to a line feed, which is not returned; what follows it is ignored.
   *
   * @param limit for all of it: a client that sends a byte now and then gains no time
   * @return null if the client closed the connection before the line feed
   */
  byte[] readLine(int longest, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (line.size() < longest) {
      int count = channel.read(buffer.clear());
      if (count < 0) {
        return null;
      }
      if (count == 0) {
        await(SelectionKey.OP_READ, deadline);
      } else if (takeLine(buffer.flip(), line)) {
        return line.size() < longest ? line.toByteArray() : tooLong();
      }
    }
    return tooLong();
  }

  private static byte[] tooLong() throws IOException {
    throw new LineTooLongException();
  }

  private static boolean takeLine(ByteBuffer buffer, ByteArrayOutputStream line) {
    while (buffer.hasRemaining()) {
      byte value = buffer.get();
      if (value == '\n') {
        return true;
      }
      line.write(value);
    }
    return false;
  }

  /**
   * @param stall longest time in which the client may take nothing at all
   */
  void write(ByteBuffer data, Duration stall) throws IOException {
    while (data.hasRemaining()) {
      if (channel.write(data) == 0) {
        await(SelectionKey.OP_WRITE, System.nanoTime() + stall.toNanos());
      }
    }
  }

  /** Sends a file to its end, through a buffer of fixed size. */
  void write(FileChannel file, Duration stall) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    while (file.read(buffer.clear()) >= 0) {
      write(buffer.flip(), stall);
    }
  }

  private void await(int operation, long deadline) throws IOException {
    key.interestOps(operation);
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0 || selector.select(left) == 0) {
      throw new TooSlowException();
    }
    selector.selectedKeys().clear();
  }

  /** For other threads: no more of the request is read. */
  void stopReading() {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      LOG.debug("The client was faster: {}", e.toString());
    }
  }

  /** For other threads: no more of the answer is sent. */
  void stopWriting() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("The client was faster: {}", e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }
}
