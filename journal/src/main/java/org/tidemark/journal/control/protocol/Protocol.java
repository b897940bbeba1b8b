package org.tidemark.journal.control.protocol;

/**
 * The words of the control protocol, for both sides.
 *
 * <p>A client connects, sends one request (a JSON object in one line of UTF-8), and gets one answer
 * of the same form, after which the daemon closes the connection. An answer to {@link #WINDOW_LIST}
 * or {@link #CHANGES} is followed by the list in its kept form, whose own end record says whether
 * it came whole. A failed request is answered with an {@link #ERROR} object and nothing else.
 *
 * <p>Paths are in text form ({@code %XX}); times are milliseconds since 1970.
 */
public final class Protocol {
  /** Longest request line in bytes, with its line feed. */
  public static final int LONGEST_REQUEST = 64 * 1024;

  /** Longest answer line in bytes that a client takes: many thousand windows and consumers. */
  public static final int LONGEST_ANSWER = 32 * 1024 * 1024;

  public static final String OPERATION = "op";

  // Operations.
  public static final String STATUS = "status";
  public static final String ROOTS = "roots";
  public static final String CHANGES = "changes";
  public static final String WINDOW_OPEN = "window.open";
  public static final String WINDOW_LIST = "window.list";
  public static final String WINDOW_REFRESH = "window.refresh";
  public static final String WINDOW_COMMIT = "window.commit";
  public static final String WINDOW_ABORT = "window.abort";
  public static final String WINDOW_SHOW = "window.show";
  public static final String WINDOW_WINDOWS = "window.windows";
  public static final String CONSUMER_LIST = "consumer.list";
  public static final String CONSUMER_FORGET = "consumer.forget";

  // Fields of requests.
  public static final String WINDOW = "window";
  public static final String CONSUMER = "consumer";
  public static final String LEVEL = "level";
  public static final String KEY = "key";
  public static final String PATHS = "paths";
  public static final String DESTINATION = "destination";
  public static final String SNAPSHOT = "snapshot";
  public static final String PRESENT_FROM = "presentFrom";
  public static final String PRESENT_TO = "presentTo";

  /** Key of the window of the job that this one builds on. */
  public static final String BUILT_ON = "builtOn";

  /** Time of that job; counts if its window is not known. */
  public static final String BUILT_NOT_AFTER = "builtNotAfter";

  public static final String SINCE_POSITION = "sincePosition";
  public static final String SINCE_TIME = "sinceTime";

  /** Names older than this time are refreshed. */
  public static final String BEFORE = "before";

  // Fields of the answer to a refresh.
  public static final String REFRESHED = "refreshed";
  public static final String FAILED = "failed";
  public static final String FAILURES = "failures";

  // Fields of every answer: one of these two.
  public static final String OK = "ok";
  public static final String ERROR = "error";

  // Fields of an error.
  public static final String MESSAGE = "message";
  public static final String CODE = "code";
  public static final String HINT = "hint";

  // Fields of a window, beside consumer, level, key and snapshot.
  public static final String ID = "id";
  public static final String ASKED = "asked";
  public static final String JOURNAL = "journal";
  public static final String BASE = "base";
  public static final String END = "end";
  public static final String STATE = "state";
  public static final String ENTRIES = "entries";
  public static final String OPENED = "opened";
  public static final String CHANGED = "changed";

  // Fields of a consumer, beside paths, destination and changed; bases are absent until there are.
  public static final String NAME = "name";
  public static final String FULL_BASE = "fullBase";
  public static final String INCREMENTAL_BASE = "incrementalBase";
  public static final String STALE = "stale";
  public static final String FORGOTTEN = "forgotten";

  // Fields of a root and of a gap.
  public static final String PATH = "path";
  public static final String NESTED = "nested";
  public static final String EXCLUSIONS = "exclusions";
  public static final String REASON = "reason";
  public static final String BEGIN = "begin";
  public static final String SINCE = "since";
  public static final String ADVICE = "advice";

  /** State of a gap: history is being lost now, or was lost then. */
  public static final String OPEN = "open";

  public static final String ENDED = "ended";

  // Fields of status that have a meaning for checks; the daemon may add others.
  public static final String GAPS = "gaps";
  public static final String INTERRUPTIONS = "interruptions";
  public static final String CONSUMERS = "consumers";
  public static final String WINDOWS = "windows";

  /** False if the daemon answers but keeps no journal at the moment; absent means true. */
  public static final String RECORDING = "recording";

  public static final String LAST_ERROR = "lastError";
  public static final String PROBLEMS = "problems";

  private Protocol() {}
}
