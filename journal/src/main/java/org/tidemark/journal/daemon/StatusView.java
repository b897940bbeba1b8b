package org.tidemark.journal.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.control.DaemonView;
import org.tidemark.journal.control.Descriptions;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.links.LinkIndexer;
import org.tidemark.journal.links.LinkProgress;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.reconcile.ReconcileStatus;
import org.tidemark.journal.reconcile.Reconciler;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.Overflows;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * What the control socket shows of the daemon. Thread-safe: each answer has a reader of its own.
 */
final class StatusView implements DaemonView {
  private final Ingest ingest;
  private final SqliteJournalStore store;
  private final Following following;
  private final LinkIndexer links;
  private final Reconciler reconciler;
  private final boolean reconciles;
  private final String journalId;
  private final long startedMillis = System.currentTimeMillis();

  /**
   * @param reconciles whether the reconciler was started
   */
  StatusView(
      Ingest ingest,
      SqliteJournalStore store,
      Following following,
      LinkIndexer links,
      Reconciler reconciler,
      boolean reconciles) {
    this.ingest = ingest;
    this.store = store;
    this.following = following;
    this.links = links;
    this.reconciler = reconciler;
    this.reconciles = reconciles;
    this.journalId = store.journalId();
  }

  @Override
  public JsonObject status() throws TidemarkException {
    JsonObject status = new JsonObject();
    status.addProperty("pid", ProcessHandle.current().pid());
    status.addProperty("startedMillis", startedMillis);
    status.addProperty("journal", journalId);
    status.add("sources", sources());
    status.add("ingest", ingestCounters());
    try (JournalReader reader = store.openReader()) {
      status.addProperty("position", reader.lastSequence());
      status.addProperty("floor", reader.floor());
      status.add("size", size(reader.size()));
      status.add("links", linkIndex(reader));
      status.add("overflows", overflows(reader));
      status.add("gaps", gaps(reader));
      status.add(Protocol.INTERRUPTIONS, interruptions(reader));
      ReconcileStatus reconcile = reconciler.status(reader);
      status.add("reconcile", ReconcileView.progress(reconcile, reconciles));
      status.add("notReconciled", ReconcileView.refused(reconcile));
    }
    if (store.soundness().isChecking()) {
      status.addProperty("databaseCheck", store.soundness().percent() + " %");
    }
    JsonArray problems = new JsonArray();
    store.soundness().damage().ifPresent(what -> problems.add("the database is damaged: " + what));
    store.setAside().ifPresent(file -> problems.add(setAside(file)));
    status.add(Protocol.PROBLEMS, problems);
    StoreException error = ingest.counters().lastStoreError();
    if (error != null) {
      status.addProperty("lastError", error.getMessage());
    }
    return status;
  }

  private static String setAside(Path file) {
    return "the database was damaged and is kept as "
        + file
        + "; consumers begin with a full backup; remove the file when you have looked at it";
  }

  private JsonArray sources() {
    JsonArray all = new JsonArray();
    for (EventSource.Description source : following.descriptions()) {
      JsonObject one = new JsonObject();
      one.addProperty("kind", source.kind());
      one.addProperty("place", source.place().toString());
      one.addProperty("filesystem", source.filesystem());
      one.addProperty("details", source.details());
      all.add(one);
    }
    return all;
  }

  private JsonObject ingestCounters() {
    JsonObject counters = new JsonObject();
    counters.addProperty("events", ingest.counters().events());
    counters.addProperty("bytes", ingest.counters().bytes());
    counters.addProperty("rows", ingest.counters().rows());
    counters.addProperty("kernelEvents", ingest.kernelEvents());
    counters.addProperty("backlogBytes", ingest.backlogBytes());
    counters.addProperty("lagMillis", ingest.lagMillis());
    counters.addProperty("flushedMillis", ingest.counters().flushedMillis());
    return counters;
  }

  private JsonObject linkIndex(JournalReader reader) throws StoreException {
    LinkProgress progress = links.progress(reader.links());
    JsonObject index = new JsonObject();
    index.addProperty("reading", progress.reading());
    index.addProperty("directories", progress.directories());
    index.addProperty("names", progress.names());
    index.addProperty("files", progress.files());
    index.addProperty("fileNames", progress.fileNames());
    index.addProperty("wanted", progress.wanted());
    return index;
  }

  private static JsonObject size(JournalReader.Size size) {
    JsonObject one = new JsonObject();
    one.addProperty("rows", size.rows());
    one.addProperty("databaseBytes", size.databaseBytes());
    one.addProperty("walBytes", size.walBytes());
    return one;
  }

  private static JsonObject overflows(JournalReader reader) throws StoreException {
    Optional<Overflows> overflows = reader.overflows();
    JsonObject one = new JsonObject();
    one.addProperty("count", overflows.map(Overflows::count).orElse(0L));
    overflows.ifPresent(
        known -> {
          one.addProperty("last", known.lastMillis());
          one.addProperty(Protocol.PATH, known.path().toString());
          one.addProperty(Protocol.REASON, known.reason().text());
        });
    return one;
  }

  private static JsonArray gaps(JournalReader reader) throws StoreException {
    JsonArray all = new JsonArray();
    for (Gap gap : GapsInDoubt.ofNextWindows(reader)) {
      all.add(Descriptions.gap(gap));
    }
    return all;
  }

  private static JsonArray interruptions(JournalReader reader) throws StoreException {
    JsonArray all = new JsonArray();
    for (Gap gap : reader.interruptions()) {
      all.add(Descriptions.interruption(gap));
    }
    return all;
  }

  @Override
  public List<Root> roots() {
    return ingest.roots();
  }

  @Override
  public String journalId() {
    return journalId;
  }

  @Override
  public long floor() throws TidemarkException {
    try (JournalReader reader = store.openReader()) {
      return reader.floor();
    }
  }

  @Override
  public long lastSequence() throws TidemarkException {
    try (JournalReader reader = store.openReader()) {
      return reader.lastSequence();
    }
  }

  @Override
  public long sequenceAt(long wallMillis) throws TidemarkException {
    try (JournalReader reader = store.openReader()) {
      return reader.sequenceAt(wallMillis);
    }
  }
}
