package org.tidemark.journal.client;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * A running daemon, as its clients see it. Every call is one exchange on the control socket; an
 * answer with an error becomes the {@link TidemarkException} that the daemon described. Not
 * thread-safe.
 */
public interface JournalClient extends AutoCloseable {
  /** A watched tree as the daemon has it; exclusions with one character per byte. */
  record RootInfo(PathBytes path, boolean nested, List<String> exclusions) {
    public RootInfo {
      exclusions = List.copyOf(exclusions);
    }
  }

  /**
   * A window as the daemon describes it.
   *
   * @param state open, listed, committed, aborted or expired
   * @param openedMillis wall clock of the daemon's host, since 1970
   */
  record WindowInfo(
      long id,
      String consumer,
      String key,
      Level asked,
      Level level,
      String journalId,
      long base,
      long end,
      String state,
      long entries,
      long openedMillis) {}

  /** What to open; see {@code window.OpenRequest} for the meaning of each part. */
  record OpenCall(
      ConsumerName consumer,
      Level level,
      String key,
      List<PathBytes> paths,
      String destination,
      boolean snapshot,
      PathBytes presentFrom,
      PathBytes presentTo,
      BuiltOn builtOn) {
    public OpenCall {
      paths = List.copyOf(paths);
    }

    /** For products that do not name the job that they build on. */
    public OpenCall(
        ConsumerName consumer,
        Level level,
        String key,
        List<PathBytes> paths,
        String destination,
        boolean snapshot,
        PathBytes presentFrom,
        PathBytes presentTo) {
      this(
          consumer,
          level,
          key,
          paths,
          destination,
          snapshot,
          presentFrom,
          presentTo,
          BuiltOn.NOTHING);
    }

    /** A window without key, snapshot or rewriting. */
    public static OpenCall of(
        ConsumerName consumer, Level level, List<PathBytes> paths, String destination) {
      return new OpenCall(consumer, level, "", paths, destination, false, null, null);
    }
  }

  /** Everything that {@code status --json} prints. */
  JsonObject status() throws TidemarkException;

  List<RootInfo> roots() throws TidemarkException;

  /**
   * Times, up to this call, in which names may have been out of sight; the oldest may be told as
   * one, for all places.
   */
  List<Interruption> interruptions() throws TidemarkException;

  WindowInfo open(OpenCall call) throws TidemarkException;

  /** The window's list, streamed; close it. */
  StoredListReader list(long window) throws TidemarkException;

  WindowInfo commit(long window) throws TidemarkException;

  WindowInfo abort(long window) throws TidemarkException;

  Optional<WindowInfo> show(long window) throws TidemarkException;

  List<ConsumerInfo> consumers() throws TidemarkException;

  /**
   * Aborts its windows, and its next one is a full.
   *
   * @return false if there was no such consumer
   */
  boolean forget(ConsumerName consumer) throws TidemarkException;

  @Override
  void close();
}
