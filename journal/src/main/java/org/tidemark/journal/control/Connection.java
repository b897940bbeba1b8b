package org.tidemark.journal.control;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.control.protocol.BadMessageException;
import org.tidemark.journal.control.protocol.Message;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** One request and its answer. Owned by one thread of the server's pool. */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final PatientChannel channel;
  private final Operations operations;
  private final Limits limits;
  private final Semaphore lists;

  /**
   * @param lists one permit for each list that may be on its way
   */
  Connection(PatientChannel channel, Operations operations, Limits limits, Semaphore lists) {
    this.channel = channel;
    this.operations = operations;
    this.limits = limits;
    this.lists = lists;
  }

  /** Serves the client; nothing that it does or fails to do comes out of here but an I/O error. */
  void serve() throws IOException {
    byte[] line;
    try {
      line = channel.readLine(Protocol.LONGEST_REQUEST, limits.request());
    } catch (PatientChannel.LineTooLongException e) {
      refuse("the request is longer than " + Protocol.LONGEST_REQUEST + " bytes");
      return;
    } catch (PatientChannel.TooSlowException e) {
      refuse("no request within " + limits.request().toSeconds() + " seconds");
      return;
    }
    if (line != null) {
      answer(line);
    }
  }

  /** Answers a user who may not ask, without reading the question. */
  void turnAway() throws IOException {
    send(
        Descriptions.error(
            new TidemarkException(
                ExitCode.REFUSED,
                "this user may not talk to the daemon",
                "Only root and the user that the daemon runs as may.")));
  }

  private void refuse(String message) throws IOException {
    send(Descriptions.error(new TidemarkException(ExitCode.USAGE, message, "")));
  }

  private void answer(byte[] line) throws IOException {
    Reply reply;
    try {
      reply = operations.answer(Message.parse(line));
    } catch (TidemarkException e) {
      send(Descriptions.error(e));
      return;
    } catch (BadMessageException e) {
      refuse("a request that the daemon does not understand: " + e.getMessage());
      return;
    } catch (RuntimeException e) {
      LOG.error("A request failed for a reason nobody thought of", e);
      send(Descriptions.error(unexpected(e)));
      return;
    }
    send(reply);
  }

  private static TidemarkException unexpected(RuntimeException cause) {
    return new TidemarkException(
        ExitCode.FAILED, "the daemon failed: " + cause, "Its log holds the details.", cause);
  }

  private void send(Reply reply) throws IOException {
    if (reply.list() == null) {
      send(reply.answer());
    } else {
      sendList(reply);
    }
  }

  private void sendList(Reply reply) throws IOException {
    try (FileChannel list = openList(reply)) {
      if (list == null) {
        return;
      }
      if (!lists.tryAcquire()) {
        send(Descriptions.error(busy()));
        return;
      }
      try {
        send(reply.answer());
        channel.write(list, limits.stall());
      } finally {
        lists.release();
      }
    }
  }

  /** Null if the client has been told that there is no list. */
  private FileChannel openList(Reply reply) throws IOException {
    try {
      FileChannel list = FileChannel.open(reply.list(), StandardOpenOption.READ);
      if (reply.temporary()) {
        delete(reply.list());
      }
      return list;
    } catch (IOException e) {
      String message = "cannot read the kept list " + reply.list() + ": " + e;
      send(Descriptions.error(new TidemarkException(ExitCode.STATE_UNUSABLE, message, "", e)));
      return null;
    }
  }

  private static void delete(Path list) {
    try {
      Files.delete(list);
    } catch (IOException e) {
      LOG.warn("Cannot delete the temporary list {}: {}", list, e.toString());
    }
  }

  private static TidemarkException busy() {
    return new TidemarkException(
        ExitCode.FAILED, "too many lists are being read at once", "Try again later.");
  }

  private void send(JsonObject answer) throws IOException {
    channel.write(ByteBuffer.wrap(Message.line(answer)), limits.answer());
  }
}
