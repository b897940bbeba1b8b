package org.tidemark.journal.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.control.protocol.BadMessageException;
import org.tidemark.journal.control.protocol.Message;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.window.OpenRequest;
import org.tidemark.journal.window.RefreshResult;
import org.tidemark.journal.window.WindowService;

/** What each operation of the protocol does. Thread-safe, as the services behind it are. */
final class Operations {
  private static final int LONGEST_KEY = 1024;

  private final WindowService windows;
  private final DaemonView daemon;

  Operations(WindowService windows, DaemonView daemon) {
    this.windows = windows;
    this.daemon = daemon;
  }

  Reply answer(Message request) throws TidemarkException, BadMessageException {
    String operation = request.text(Protocol.OPERATION);
    return switch (operation) {
      case Protocol.STATUS -> Reply.of(status());
      case Protocol.ROOTS -> Reply.of(roots());
      case Protocol.CHANGES -> changes(request);
      case Protocol.WINDOW_OPEN -> window(windows.open(openRequest(request)));
      case Protocol.WINDOW_LIST -> Reply.withList(windows.list(id(request)), false);
      case Protocol.WINDOW_REFRESH -> refresh(request);
      case Protocol.WINDOW_COMMIT -> window(windows.commit(id(request)));
      case Protocol.WINDOW_ABORT -> window(windows.abort(id(request)));
      case Protocol.WINDOW_SHOW -> show(id(request));
      case Protocol.WINDOW_WINDOWS -> Reply.of(allWindows());
      case Protocol.CONSUMER_LIST -> Reply.of(consumers());
      case Protocol.CONSUMER_FORGET -> forget(request);
      default -> throw new BadMessageException("no such operation: " + operation);
    };
  }

  private JsonObject status() throws TidemarkException {
    JsonObject status = daemon.status();
    if (!status.has(Protocol.CONSUMERS)) {
      status.add(Protocol.CONSUMERS, describeConsumers());
    }
    if (!status.has(Protocol.WINDOWS)) {
      List<WindowRow> live =
          windows.windows().stream().filter(row -> row.state().isLive()).toList();
      status.add(Protocol.WINDOWS, describe(live));
    }
    return status;
  }

  private JsonObject roots() {
    JsonArray roots = new JsonArray();
    daemon.roots().forEach(root -> roots.add(Descriptions.root(root)));
    return holding(Protocol.ROOTS, roots);
  }

  private Reply changes(Message request) throws TidemarkException, BadMessageException {
    Path list = windows.changes(request.paths(Protocol.PATHS), after(request));
    return Reply.withList(list, true);
  }

  private long after(Message request) throws TidemarkException, BadMessageException {
    if (request.has(Protocol.SINCE_POSITION)) {
      return checked(position(request.text(Protocol.SINCE_POSITION)));
    }
    if (request.has(Protocol.SINCE_TIME)) {
      return notForgotten(daemon.sequenceAt(request.number(Protocol.SINCE_TIME)));
    }
    return daemon.floor();
  }

  private static Position position(String text) throws BadMessageException {
    try {
      return Position.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadMessageException(String.valueOf(e.getMessage()));
    }
  }

  private long checked(Position since) throws TidemarkException {
    if (!since.journalId().equals(daemon.journalId())) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "the position " + since + " is of another journal; this one is " + daemon.journalId(),
          "Nothing is known of what changed since then: a full backup is needed.");
    }
    if (since.sequence() > daemon.lastSequence()) {
      throw new TidemarkException(
          ExitCode.FAILED, "the position " + since + " is ahead of the journal", "");
    }
    return notForgotten(since.sequence());
  }

  private long notForgotten(long sequence) throws TidemarkException {
    if (sequence < daemon.floor()) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "the journal no longer knows everything that changed since then; it begins at "
              + new Position(daemon.journalId(), daemon.floor()),
          "Without --since, all that is still known is listed.");
    }
    return sequence;
  }

  private static OpenRequest openRequest(Message request) throws BadMessageException {
    return new OpenRequest(
        consumer(request),
        request.level(Protocol.LEVEL),
        key(request),
        request.paths(Protocol.PATHS),
        request.textOrEmpty(Protocol.DESTINATION),
        request.flag(Protocol.SNAPSHOT),
        request.pathOrNull(Protocol.PRESENT_FROM),
        request.pathOrNull(Protocol.PRESENT_TO),
        builtOn(request));
  }

  private static BuiltOn builtOn(Message request) throws BadMessageException {
    long notAfter =
        request.has(Protocol.BUILT_NOT_AFTER) ? request.number(Protocol.BUILT_NOT_AFTER) : 0;
    return new BuiltOn(request.textOrEmpty(Protocol.BUILT_ON), notAfter);
  }

  private static String key(Message request) throws BadMessageException {
    String key = request.textOrEmpty(Protocol.KEY);
    if (key.length() > LONGEST_KEY) {
      throw new BadMessageException("a key has at most " + LONGEST_KEY + " bytes");
    }
    return key;
  }

  private static ConsumerName consumer(Message request) throws BadMessageException {
    try {
      return new ConsumerName(request.text(Protocol.CONSUMER));
    } catch (IllegalArgumentException e) {
      throw new BadMessageException(String.valueOf(e.getMessage()));
    }
  }

  private static long id(Message request) throws BadMessageException {
    return request.number(Protocol.WINDOW);
  }

  private Reply refresh(Message request) throws TidemarkException, BadMessageException {
    RefreshResult result = windows.refresh(id(request), request.number(Protocol.BEFORE));
    JsonObject answer = new JsonObject();
    answer.addProperty(Protocol.REFRESHED, result.refreshed());
    answer.addProperty(Protocol.FAILED, result.failed());
    JsonArray failures = new JsonArray();
    result.failures().forEach(failures::add);
    answer.add(Protocol.FAILURES, failures);
    return Reply.of(answer);
  }

  private Reply window(WindowRow row) {
    return Reply.of(holding(Protocol.WINDOW, Descriptions.window(row, daemon.journalId())));
  }

  private Reply show(long id) throws TidemarkException {
    return windows.show(id).map(this::window).orElseGet(() -> Reply.of(new JsonObject()));
  }

  private JsonObject allWindows() throws TidemarkException {
    return holding(Protocol.WINDOWS, describe(windows.windows()));
  }

  private JsonArray describe(List<WindowRow> rows) {
    JsonArray array = new JsonArray();
    rows.forEach(row -> array.add(Descriptions.window(row, daemon.journalId())));
    return array;
  }

  private JsonObject consumers() throws TidemarkException {
    return holding(Protocol.CONSUMERS, describeConsumers());
  }

  private JsonArray describeConsumers() throws TidemarkException {
    JsonArray array = new JsonArray();
    for (ConsumerRow row : windows.consumers()) {
      array.add(Descriptions.consumer(row, daemon.journalId()));
    }
    return array;
  }

  private Reply forget(Message request) throws TidemarkException, BadMessageException {
    JsonObject answer = new JsonObject();
    answer.addProperty(Protocol.FORGOTTEN, windows.forget(consumer(request)));
    return Reply.of(answer);
  }

  private static JsonObject holding(String name, JsonElement value) {
    JsonObject object = new JsonObject();
    object.add(name, value);
    return object;
  }
}
