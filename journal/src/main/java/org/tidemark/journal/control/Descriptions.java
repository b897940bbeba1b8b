package org.tidemark.journal.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.WindowRow;

/** Rows as JSON objects of the control protocol. */
public final class Descriptions {
  private Descriptions() {}

  /** Begin and end are sequence numbers; there is no end while it is open. */
  public static JsonObject gap(Gap gap) {
    JsonObject object = new JsonObject();
    object.addProperty(Protocol.PATH, gap.path().toString());
    object.addProperty(Protocol.REASON, gap.reason().text());
    object.addProperty(Protocol.STATE, gap.isOpen() ? Protocol.OPEN : Protocol.ENDED);
    object.addProperty(Protocol.BEGIN, gap.beginSequence());
    if (!gap.isOpen()) {
      object.addProperty(Protocol.END, gap.endSequence());
    }
    if (gap.beginMillis() > 0) {
      object.addProperty(Protocol.SINCE, gap.beginMillis());
    }
    object.addProperty(Protocol.ADVICE, GapAdvice.of(gap));
    return object;
  }

  /** What of a gap stays known when it was reconciled. */
  public static JsonObject interruption(Gap gap) {
    JsonObject object = new JsonObject();
    object.addProperty(Protocol.PATH, gap.path().toString());
    object.addProperty(Protocol.REASON, gap.reason().text());
    object.addProperty(Protocol.BEGIN, gap.beginSequence());
    object.addProperty(Protocol.SINCE, gap.beginMillis());
    return object;
  }

  public static JsonObject root(Root root) {
    JsonObject object = new JsonObject();
    object.addProperty(Protocol.PATH, root.path().toString());
    object.addProperty(Protocol.NESTED, root.nested());
    JsonArray exclusions = new JsonArray();
    root.exclusions().paths().forEach(path -> exclusions.add(path.latin1()));
    root.exclusions().globs().forEach(glob -> exclusions.add(glob.latin1()));
    object.add(Protocol.EXCLUSIONS, exclusions);
    return object;
  }

  public static JsonObject window(WindowRow row, String journalId) {
    JsonObject object = new JsonObject();
    object.addProperty(Protocol.ID, row.id());
    object.addProperty(Protocol.CONSUMER, row.consumer().text());
    object.addProperty(Protocol.KEY, row.key());
    object.addProperty(Protocol.ASKED, row.asked().name());
    object.addProperty(Protocol.LEVEL, row.level().name());
    object.addProperty(Protocol.JOURNAL, journalId);
    object.addProperty(Protocol.BASE, row.base());
    object.addProperty(Protocol.END, row.end());
    object.addProperty(Protocol.STATE, row.state().name().toLowerCase(Locale.ROOT));
    object.addProperty(Protocol.SNAPSHOT, row.snapshot());
    object.addProperty(Protocol.ENTRIES, row.entries());
    object.addProperty(Protocol.OPENED, row.openedMillis());
    object.addProperty(Protocol.CHANGED, row.changedMillis());
    return object;
  }

  public static JsonObject consumer(ConsumerRow row, String journalId) {
    JsonObject object = new JsonObject();
    object.addProperty(Protocol.NAME, row.name().text());
    object.add(Protocol.PATHS, paths(row.paths()));
    object.addProperty(Protocol.DESTINATION, row.destination());
    row.fullBase().ifPresent(at -> addBase(object, Protocol.FULL_BASE, journalId, at));
    row.incrementalBase()
        .ifPresent(at -> addBase(object, Protocol.INCREMENTAL_BASE, journalId, at));
    object.addProperty(Protocol.STALE, row.stale());
    object.addProperty(Protocol.CHANGED, row.changedMillis());
    return object;
  }

  private static void addBase(JsonObject object, String name, String journalId, long sequence) {
    object.addProperty(name, new Position(journalId, sequence).toString());
  }

  static JsonArray paths(List<PathBytes> paths) {
    JsonArray array = new JsonArray();
    paths.forEach(path -> array.add(path.toString()));
    return array;
  }

  static JsonObject error(TidemarkException cause) {
    JsonObject error = new JsonObject();
    error.addProperty(Protocol.MESSAGE, String.valueOf(cause.getMessage()));
    error.addProperty(Protocol.CODE, cause.exitCode().number());
    error.addProperty(Protocol.HINT, cause.hint());
    JsonObject answer = new JsonObject();
    answer.add(Protocol.ERROR, error);
    return answer;
  }
}
