package org.tidemark.journal.window;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.WindowRow;

/** Windows as clients use them. Thread-safe. */
public interface WindowService {
  /**
   * Opens a window, or gives the one that this consumer and key have as it is, unless it was
   * aborted or expired. Its list is made at once, but for a snapshot's.
   *
   * @throws TidemarkException REFUSED if a path is not watched, or paths or destination are not
   *     those of the consumer's bases
   */
  WindowRow open(OpenRequest request) throws TidemarkException;

  /**
   * The kept list of a window, made now if it does not exist; readable with {@code
   * list.StoredListReader}. The file stays as it is until the window ends.
   *
   * @throws TidemarkException REFUSED if the window has ended
   */
  Path list(long window) throws TidemarkException;

  /**
   * Gives a new ctime to what that window lists and is older than a time, contents and other times
   * staying as they are; for products that skip old names though they are listed.
   *
   * @param beforeMillis wall clock; names whose mtime or ctime is not before it are left alone
   * @throws TidemarkException REFUSED if the window has ended, or its list is of a snapshot
   */
  RefreshResult refresh(long window, long beforeMillis) throws TidemarkException;

  /**
   * Moves the base; committing twice is harmless.
   *
   * @throws TidemarkException REFUSED if the window was aborted or expired, was never listed, or
   *     ends below the floor of the journal
   */
  WindowRow commit(long window) throws TidemarkException;

  /**
   * Leaves the base where it is; aborting twice is harmless.
   *
   * @throws TidemarkException REFUSED if the window was committed
   */
  WindowRow abort(long window) throws TidemarkException;

  /**
   * A list without a window, for looking: what changed after that sequence number at or below the
   * paths (empty: all roots). The caller deletes the file.
   */
  Path changes(List<PathBytes> paths, long after) throws TidemarkException;

  Optional<WindowRow> show(long window) throws TidemarkException;

  List<WindowRow> windows() throws TidemarkException;

  List<ConsumerRow> consumers() throws TidemarkException;

  boolean forget(ConsumerName consumer) throws TidemarkException;

  /** Aborts windows whose client was not heard of for too long; called now and then. */
  void expire(long nowMillis) throws TidemarkException;
}
