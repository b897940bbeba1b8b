package org.tidemark.journal.control;

import com.google.gson.JsonObject;
import java.util.List;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/** A daemon whose journal goes from 10 to 40; its status is what a test says. */
public final class FakeDaemon implements DaemonView {
  public static final String JOURNAL = "0123456789abcdef0123456789abcdef";

  private volatile JsonObject status = new JsonObject();

  public void says(JsonObject newStatus) {
    status = newStatus;
  }

  @Override
  public JsonObject status() {
    return status.deepCopy();
  }

  @Override
  public List<Root> roots() {
    PathBytes path = PathBytes.ofLatin1("/srv/\u00ff");
    return List.of(
        new Root(path, path, true, Exclusions.of(List.of("*.\u00e9", "/srv/\u00ff/tmp"))));
  }

  @Override
  public String journalId() {
    return JOURNAL;
  }

  @Override
  public long floor() {
    return 10;
  }

  @Override
  public long lastSequence() {
    return 40;
  }

  /** One number a second. */
  @Override
  public long sequenceAt(long wallMillis) {
    return wallMillis / 1000;
  }
}
