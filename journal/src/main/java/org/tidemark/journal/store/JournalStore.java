package org.tidemark.journal.store;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;

/**
 * The writing side of the journal. All methods belong to one thread, the ingest thread; readers
 * have a {@link JournalReader} each.
 *
 * <p>Every method is one transaction, committed when it returns. Those marked <em>synced</em> are
 * on the disk then, with everything before them.
 */
public interface JournalStore extends AutoCloseable {
  /** Identity of this journal's life: 32 hexadecimal digits; new after loss or a restored copy. */
  String journalId();

  /** The last sequence number given out; 0 for an empty journal. */
  long lastSequence();

  /** Positions below it are stale: rows up to here may have been forgotten. */
  long floor();

  /** Appends one batch; each change gets the next sequence number. */
  void append(Batch batch) throws StoreException;

  /** Fills the transaction of {@link #append}. */
  interface Batch {
    void writeTo(ChangeAppender out) throws StoreException;
  }

  /** Changes the link index; safe to repeat. */
  void writeLinks(LinkBatch batch) throws StoreException;

  /** Told of every name and handle that {@link #writeLinks} adds, on the store's thread. */
  void onLinkKeys(LinkReader.KeyVisitor visitor);

  /** Fills the transaction of {@link #writeLinks}. */
  interface LinkBatch {
    void writeTo(LinkWriter out) throws StoreException;
  }

  /** Takes the changes of one batch. */
  interface ChangeAppender {
    /**
     * Where the rows of a directory lie among those of others; the greatest number if it has none.
     * Changes that are written in this order cost less.
     */
    long placeOf(PathBytes directory) throws StoreException;

    /**
     * Upserts the row of (directory, name). Bits accumulate with those of the row. CREATED, SUBTREE
     * and CONTENTS keep sequence numbers of their own; CREATED with DIRECTORY on a row that says
     * REMOVED is SUBTREE (recreated).
     *
     * @param name empty only for {@code /} itself
     * @param reason why SUBTREE or CONTENTS; {@link Reason#CHANGED} otherwise
     * @param handle the object's handle ({@code struct file_handle}), or several one behind the
     *     other, or null; added to those of the row, of which the newest 1024 bytes are kept
     */
    void change(PathBytes directory, byte[] name, int bits, Reason reason, byte[] handle)
        throws StoreException;

    /** Notes the rename of a directory: a hint for adapters. */
    void renamed(PathBytes from, PathBytes to) throws StoreException;
  }

  /** Opens a gap; synced. An open gap with the same path and reason is given back as it is. */
  Gap openGap(PathBytes path, Reason reason) throws StoreException;

  /**
   * As {@link #openGap(PathBytes, Reason)}, for a gap that began earlier than it was noticed.
   *
   * @param beginMillis wall clock at its beginning, 0 if not known; of an open gap the earlier one
   *     stays
   */
  Gap openGap(PathBytes path, Reason reason, long beginMillis) throws StoreException;

  /**
   * All that happened up to that wall clock is in the journal: a gap after a crash begins there.
   * Saved with the next transaction.
   */
  void vouch(long wallMillis);

  /** What {@link #vouch} was told last, by this daemon or an earlier one; 0 if nothing was. */
  long vouchedMillis();

  /**
   * Ends the open gap of that path and reason, if there is one, at a new sequence number; synced.
   */
  void closeGap(PathBytes path, Reason reason) throws StoreException;

  // --- reconcile --------------------------------------------------------------------------------

  /** What those gaps left in doubt at and below that path is recorded as changes. */
  void noteReconciled(List<Long> gaps, PathBytes path) throws StoreException;

  /** Forgets gaps, all of what they left in doubt being recorded as changes; synced. */
  void endReconcile(List<Long> gaps) throws StoreException;

  /** Writes what is committed to the disk. */
  void sync() throws StoreException;

  // --- consumers and windows -------------------------------------------------------------------

  List<ConsumerRow> consumers() throws StoreException;

  Optional<ConsumerRow> consumer(ConsumerName name) throws StoreException;

  ConsumerRow addConsumer(ConsumerName name, List<PathBytes> paths, String destination)
      throws StoreException;

  /** Forgets a consumer with its windows; false if there was none. Synced. */
  boolean forgetConsumer(ConsumerName name) throws StoreException;

  /** Adds a window in state OPEN; synced. */
  WindowRow addWindow(NewWindow window) throws StoreException;

  Optional<WindowRow> window(long id) throws StoreException;

  /** The newest window of that consumer and key, in whatever state. */
  Optional<WindowRow> windowByKey(ConsumerName consumer, String key) throws StoreException;

  /**
   * The windows of that consumer that have a key and were opened at or before that wall clock, the
   * newest first; at most 1,000, none of them aborted or expired.
   */
  List<WindowRow> keyedNotAfter(ConsumerName consumer, long notAfterMillis) throws StoreException;

  /** OPEN to LISTED; synced. A window that has ended stays as it is. */
  void markListed(long id, long entries) throws StoreException;

  /**
   * Moves the consumer's bases to the greatest committed end (FULL: both) and the window to
   * COMMITTED, in one transaction; synced. Committing twice is harmless.
   *
   * @throws TidemarkException REFUSED if the window was aborted or expired, or if its end lies
   *     below the floor: rows that its consumer would need next time are gone
   */
  void commit(long id) throws TidemarkException;

  /** To ABORTED or EXPIRED; synced. A window that has ended stays as it is. */
  void end(long id, WindowState state) throws StoreException;

  /** What {@link #addWindow} takes. */
  record NewWindow(
      ConsumerName consumer,
      String key,
      Level asked,
      Level level,
      long base,
      long end,
      boolean snapshot,
      PathBytes presentFrom,
      PathBytes presentTo) {}

  // --- settings and retention -------------------------------------------------------------------

  /** A small fact that outlives the daemon, such as the roots last watched. */
  Optional<String> setting(String key) throws StoreException;

  /** Synced. */
  void putSetting(String key, String value) throws StoreException;

  /** Notes that the current sequence number belongs to this wall clock; kept coarsely. */
  void noteClock(long wallMillis) throws StoreException;

  /**
   * Forgets rows that no consumer can still ask for, and, beyond the caps, rows that one still can:
   * such consumers are marked stale and named in the result. Works in slices; call again while
   * {@code more}.
   */
  RetentionResult retain(RetentionCaps caps, long nowMillis) throws StoreException;

  /**
   * What was recorded since that time counts as changed again: it may have been undone by what took
   * away the filesystem's last writes. More may be repeated, as the clock is known coarsely;
   * synced.
   *
   * @return number of rows
   */
  long repeatSince(long wallMillis) throws StoreException;

  /** What is remembered of filesystems. */
  WitnessLog witnesses();

  /** A reader with a connection of its own. */
  JournalReader openReader() throws StoreException;

  /** Marks a clean stop and closes; synced. */
  @Override
  void close() throws StoreException;
}
