package org.tidemark.rsync;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;

/**
 * What is remembered of the proofs of one mirror, and of how it is backed up. Times are
 * milliseconds since 1970, 0 for never. Immutable.
 */
final class ProofMemory {
  static final String QUICK = "quick";
  static final String CHECKSUM = "checksum";

  private static final String CONSUMER = "consumer";
  private static final String SOURCE = "source";
  private static final String DESTINATION = "destination";
  private static final String POINTS = "points";
  private static final String POINTS_FOLDER = "pointsFolder";
  private static final String EVERY = "everyMillis";
  private static final String ASKED = "asked";
  private static final String COPIED = "copied";
  private static final String PROVED = "proved";
  private static final String METHOD = "method";
  private static final String DRIFT = "drift";
  private static final String FAILED = "failed";
  private static final String REASON = "reason";
  private static final String MENDING = "mending";

  private final JsonObject fields;

  private ProofMemory(JsonObject fields) {
    this.fields = fields;
  }

  /** Of a mirror that was never proved. */
  static ProofMemory of(BackupRequest request, Places places) {
    JsonObject fields = new JsonObject();
    fields.addProperty(CONSUMER, request.consumer().text());
    fields.addProperty(DESTINATION, places.mirror().toString());
    return new ProofMemory(fields);
  }

  private ProofMemory with(String name, JsonElement value) {
    JsonObject copy = fields.deepCopy();
    copy.add(name, value);
    return new ProofMemory(copy);
  }

  private ProofMemory with(String name, long value) {
    return with(name, new JsonPrimitive(value));
  }

  private ProofMemory with(String name, String value) {
    return with(name, new JsonPrimitive(value));
  }

  /** After a backup, which may be asked for again. */
  ProofMemory backedUp(BackupRequest request, Places places, PointsPlace points) {
    boolean elsewhere = !request.points().folder().isEmpty();
    return with(SOURCE, places.source().toString())
        .with(POINTS, new JsonPrimitive(request.points().wanted()))
        .with(POINTS_FOLDER, elsewhere ? points.recorded().orElseThrow().toString() : "");
  }

  /**
   * How often it is to be proved from now on. A mirror that was never proved is to be so within
   * that time from the first request.
   *
   * @param schedule empty for as before: a backup by hand ends no schedule
   */
  ProofMemory every(Optional<ProofSchedule> schedule, long now) {
    long every = schedule.map(ProofSchedule::every).map(Duration::toMillis).orElse(everyMillis());
    long asked = number(ASKED) > 0 ? number(ASKED) : now;
    return with(EVERY, every).with(ASKED, every > 0 ? asked : 0);
  }

  /** After a first copy, which needs no proof for a while. */
  ProofMemory copied(long now) {
    return with(COPIED, now);
  }

  /** Before drift is mended: a run that is cut short meanwhile leaves it to another proof. */
  ProofMemory mending(String method) {
    return with(MENDING, method);
  }

  /** After a proof that went over everything, and whose drift is mended. */
  ProofMemory proved(long when, String method, long drift) {
    return with(PROVED, when)
        .with(METHOD, method)
        .with(DRIFT, drift)
        .with(FAILED, 0)
        .with(REASON, "")
        .with(MENDING, "");
  }

  /** After one that did not end well. */
  ProofMemory failed(long when, String why) {
    return with(FAILED, when).with(REASON, why);
  }

  String consumer() {
    return text(CONSUMER);
  }

  String destination() {
    return text(DESTINATION);
  }

  PathBytes source() {
    return PathBytes.ofText(text(SOURCE));
  }

  BackupRequest.PointsChoice points() {
    String folder = text(POINTS_FOLDER);
    String place = folder.isEmpty() ? "" : PathBytes.ofText(folder).latin1();
    return new BackupRequest.PointsChoice(fields.get(POINTS).getAsBoolean(), place);
  }

  long everyMillis() {
    return number(EVERY);
  }

  /** When the last proof began that went over everything. */
  long proved() {
    return number(PROVED);
  }

  /** How that one compared. */
  String method() {
    return text(METHOD);
  }

  /** How many names it found different. */
  long drift() {
    return number(DRIFT);
  }

  /** When the last proof that did not end well began, unless a good one came after it. */
  long failed() {
    return number(FAILED);
  }

  /** Why it did not; empty if there was none. */
  String reason() {
    return text(REASON);
  }

  /** How a proof compared that was cut short while it mended; else empty. */
  String mending() {
    return text(MENDING);
  }

  /** When the next proof is to be made; 0 for at once, {@link Long#MAX_VALUE} for never. */
  long due() {
    if (!mending().isEmpty()) {
      return 0;
    }
    if (everyMillis() == 0) {
      return Long.MAX_VALUE;
    }
    return last() == 0 ? 0 : last() + everyMillis();
  }

  /** A clock that went back must not put a proof off for ever. */
  boolean isDue(long now) {
    return due() <= now || (everyMillis() != 0 && last() > now);
  }

  /** True if one was left out: backups fail, or nobody asks for proofs any more. */
  boolean isOverdue(long now) {
    long since = last() > 0 ? last() : number(ASKED);
    return since > 0 && everyMillis() > 0 && since + 2 * everyMillis() < now;
  }

  private long last() {
    return Math.max(proved(), number(COPIED));
  }

  private String text(String name) {
    return fields.has(name) ? fields.get(name).getAsString() : "";
  }

  private long number(String name) {
    return fields.has(name) ? fields.get(name).getAsLong() : 0;
  }

  String json() {
    return fields + "\n";
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static ProofMemory parse(String json) {
    try {
      ProofMemory read = new ProofMemory(JsonParser.parseString(json).getAsJsonObject());
      if (read.consumer().isEmpty() || read.source().isRoot()) {
        throw new IllegalArgumentException("no record of proofs");
      }
      return read;
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException("no record of proofs: " + e.getMessage(), e);
    }
  }
}
