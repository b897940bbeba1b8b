package org.tidemark.journal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.control.protocol.BadMessageException;
import org.tidemark.journal.control.protocol.Message;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;

/**
 * Talks to the daemon through {@code STATE/control.sock}. Each call is a connection of its own, so
 * a client may be kept for the hours of a backup and survives a restart of the daemon. Not
 * thread-safe.
 */
public final class SocketJournalClient implements JournalClient {
  private final Path state;

  private SocketJournalClient(Path state) {
    this.state = state;
  }

  /**
   * @param state the daemon's state folder
   * @throws TidemarkException with NO_DAEMON if nobody answers there
   */
  public static SocketJournalClient connect(Path state) throws TidemarkException {
    Exchange.open(state).close();
    return new SocketJournalClient(state);
  }

  @Override
  public JsonObject status() throws TidemarkException {
    JsonObject status = call(request(Protocol.STATUS)).fields();
    status.remove(Protocol.OK);
    return status;
  }

  @Override
  public List<RootInfo> roots() throws TidemarkException {
    return read(call(request(Protocol.ROOTS)), Answers::roots);
  }

  @Override
  public List<Interruption> interruptions() throws TidemarkException {
    JsonObject before = status();
    String position = before.get(Protocol.JOURNAL).getAsString() + ":" + before.get("position");
    try {
      // For such a look, as for a window, the daemon first looks after every mount and mark.
      changes(List.of(), new Since.After(Position.parse(position))).close();
    } catch (IOException e) {
      throw Exchange.lost(String.valueOf(e.getMessage()), e);
    }
    return read(call(request(Protocol.STATUS)), Answers::interruptions);
  }

  @Override
  public WindowInfo open(OpenCall call) throws TidemarkException {
    JsonObject request = request(Protocol.WINDOW_OPEN);
    request.addProperty(Protocol.CONSUMER, call.consumer().text());
    request.addProperty(Protocol.LEVEL, call.level().name());
    request.addProperty(Protocol.KEY, call.key());
    request.add(Protocol.PATHS, texts(call.paths()));
    request.addProperty(Protocol.DESTINATION, call.destination());
    request.addProperty(Protocol.SNAPSHOT, call.snapshot());
    addPath(request, Protocol.PRESENT_FROM, call.presentFrom());
    addPath(request, Protocol.PRESENT_TO, call.presentTo());
    request.addProperty(Protocol.BUILT_ON, call.builtOn().key());
    request.addProperty(Protocol.BUILT_NOT_AFTER, call.builtOn().notAfterMillis());
    return window(request);
  }

  private static void addPath(JsonObject request, String name, PathBytes path) {
    if (path != null) {
      request.addProperty(name, path.toString());
    }
  }

  @Override
  public StoredListReader list(long window) throws TidemarkException {
    return readList(request(Protocol.WINDOW_LIST, window));
  }

  /**
   * A look at what changed, without a window; close it.
   *
   * @param paths at or below which to look; empty for all roots
   */
  public StoredListReader changes(List<PathBytes> paths, Since since) throws TidemarkException {
    JsonObject request = request(Protocol.CHANGES);
    request.add(Protocol.PATHS, texts(paths));
    if (since instanceof Since.After after) {
      request.addProperty(Protocol.SINCE_POSITION, after.position().toString());
    } else if (since instanceof Since.Time time) {
      request.addProperty(Protocol.SINCE_TIME, time.instant().toEpochMilli());
    }
    return readList(request);
  }

  private StoredListReader readList(JsonObject request) throws TidemarkException {
    Exchange exchange = Exchange.open(state);
    boolean streaming = false;
    try {
      exchange.call(request);
      StoredListReader reader = new StoredListReader(exchange.rest());
      streaming = true;
      return reader;
    } catch (IOException e) {
      throw Exchange.lost(String.valueOf(e.getMessage()), e);
    } finally {
      if (!streaming) {
        exchange.close();
      }
    }
  }

  @Override
  public WindowInfo commit(long window) throws TidemarkException {
    return window(request(Protocol.WINDOW_COMMIT, window));
  }

  @Override
  public WindowInfo abort(long window) throws TidemarkException {
    return window(request(Protocol.WINDOW_ABORT, window));
  }

  @Override
  public Optional<WindowInfo> show(long window) throws TidemarkException {
    Message answer = call(request(Protocol.WINDOW_SHOW, window));
    return answer.has(Protocol.WINDOW)
        ? Optional.of(read(answer, SocketJournalClient::windowIn))
        : Optional.empty();
  }

  /**
   * Gives a new ctime to what a window lists and is older than that time.
   *
   * @param beforeMillis wall clock
   */
  public RefreshInfo refresh(long window, long beforeMillis) throws TidemarkException {
    JsonObject request = request(Protocol.WINDOW_REFRESH, window);
    request.addProperty(Protocol.BEFORE, beforeMillis);
    return read(
        call(request),
        answer ->
            new RefreshInfo(
                answer.number(Protocol.REFRESHED),
                answer.number(Protocol.FAILED),
                answer.texts(Protocol.FAILURES)));
  }

  /** All windows that the daemon remembers, the newest first. */
  public List<WindowInfo> windows() throws TidemarkException {
    return read(call(request(Protocol.WINDOW_WINDOWS)), Answers::windows);
  }

  @Override
  public List<ConsumerInfo> consumers() throws TidemarkException {
    return read(call(request(Protocol.CONSUMER_LIST)), Answers::consumers);
  }

  @Override
  public boolean forget(ConsumerName consumer) throws TidemarkException {
    JsonObject request = request(Protocol.CONSUMER_FORGET);
    request.addProperty(Protocol.CONSUMER, consumer.text());
    return read(call(request), answer -> answer.flag(Protocol.FORGOTTEN));
  }

  private WindowInfo window(JsonObject request) throws TidemarkException {
    return read(call(request), SocketJournalClient::windowIn);
  }

  private static WindowInfo windowIn(Message answer) throws BadMessageException {
    return Answers.window(answer.object(Protocol.WINDOW));
  }

  private Message call(JsonObject request) throws TidemarkException {
    try (Exchange exchange = Exchange.open(state)) {
      return exchange.call(request);
    }
  }

  private static JsonObject request(String operation) {
    JsonObject request = new JsonObject();
    request.addProperty(Protocol.OPERATION, operation);
    return request;
  }

  private static JsonObject request(String operation, long window) {
    JsonObject request = request(operation);
    request.addProperty(Protocol.WINDOW, window);
    return request;
  }

  private static JsonArray texts(List<PathBytes> paths) {
    JsonArray array = new JsonArray();
    paths.forEach(path -> array.add(path.toString()));
    return array;
  }

  /** Turns an answer into what it means. */
  private interface Reading<T> {
    T of(Message answer) throws BadMessageException;
  }

  private static <T> T read(Message answer, Reading<T> reading) throws TidemarkException {
    try {
      return reading.of(answer);
    } catch (BadMessageException e) {
      throw Exchange.lost(String.valueOf(e.getMessage()), e);
    }
  }

  /** Nothing is held between calls. */
  @Override
  public void close() {}
}
