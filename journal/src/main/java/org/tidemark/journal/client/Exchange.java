package org.tidemark.journal.client;

import com.google.gson.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.control.protocol.BadMessageException;
import org.tidemark.journal.control.protocol.Message;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.control.protocol.SocketPath;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** One connection: a request, its answer, and perhaps a list. Not thread-safe. */
final class Exchange implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final SocketChannel channel;
  private final InputStream in;

  private Exchange(SocketChannel channel) {
    this.channel = channel;
    in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
  }

  /**
   * @throws TidemarkException with NO_DAEMON if nobody answers
   */
  static Exchange open(Path state) throws TidemarkException {
    try {
      Path socket = SocketPath.toConnect(state);
      if (!SocketPath.fits(socket)) {
        throw noDaemon(state, "there is no link to a control socket", null);
      }
      return new Exchange(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (IOException | IllegalArgumentException e) {
      throw noDaemon(state, String.valueOf(e.getMessage()), e);
    }
  }

  private static TidemarkException noDaemon(Path state, String why, Exception cause) {
    return new TidemarkException(
        ExitCode.NO_DAEMON,
        "no daemon answers at " + SocketPath.name(state) + ": " + why,
        "Start it (systemctl start tidemark, or tidemark daemon), or name its state folder with"
            + " --state. Only root and the user that the daemon runs as may talk to it.",
        cause);
  }

  /** Sends the request and gives the answer; an error in it is thrown as the daemon meant it. */
  Message call(JsonObject request) throws TidemarkException {
    byte[] line = Message.line(request);
    if (line.length > Protocol.LONGEST_REQUEST) {
      throw new TidemarkException(
          ExitCode.USAGE,
          "the request has " + line.length + " bytes; " + Protocol.LONGEST_REQUEST + " are allowed",
          "Name fewer or shorter paths.");
    }
    send(line);
    try {
      return checked(Message.parse(readLine()));
    } catch (IOException | BadMessageException e) {
      throw lost(String.valueOf(e.getMessage()), e);
    }
  }

  /** A daemon that refuses early closes its end, but its answer can still be read. */
  private void send(byte[] line) {
    ByteBuffer data = ByteBuffer.wrap(line);
    try {
      while (data.hasRemaining()) {
        channel.write(data);
      }
    } catch (IOException e) {
      LOG.debug("The daemon stopped reading: {}", e.toString());
    }
  }

  private byte[] readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int value = in.read();
    while (value >= 0 && value != '\n' && line.size() < Protocol.LONGEST_ANSWER) {
      line.write(value);
      value = in.read();
    }
    if (value != '\n') {
      throw new IOException(value < 0 ? "it closed the connection" : "its answer is too long");
    }
    return line.toByteArray();
  }

  private static Message checked(Message answer) throws TidemarkException, BadMessageException {
    if (!answer.has(Protocol.ERROR)) {
      return answer;
    }
    Message error = answer.object(Protocol.ERROR);
    throw new TidemarkException(
        exitCode(error.number(Protocol.CODE)),
        error.text(Protocol.MESSAGE),
        error.textOrEmpty(Protocol.HINT));
  }

  private static ExitCode exitCode(long number) {
    for (ExitCode code : ExitCode.values()) {
      if (code.number() == number) {
        return code;
      }
    }
    return ExitCode.FAILED;
  }

  static TidemarkException lost(String why, Exception cause) {
    return new TidemarkException(
        ExitCode.FAILED,
        "the daemon did not answer as expected: " + why,
        "Its log may say why.",
        cause);
  }

  /** What follows the answer line; closing it closes the connection. */
  InputStream rest() {
    return in;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("Closing a connection to the daemon: {}", e.toString());
    }
  }
}
