package org.tidemark.journal.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * A reader of the journal with a connection of its own. One thread at a time; never blocks the
 * writer. Read transactions last only as long as one call.
 */
public interface JournalReader extends AutoCloseable {
  String journalId();

  long lastSequence() throws StoreException;

  long floor() throws StoreException;

  /**
   * Hands over every row whose sequence number is greater than {@code after}, one read transaction
   * for all, in tree order of their directories (a directory's rows together, sorted by name; a
   * directory before those below it). The visitor must not wait: it spools.
   */
  void changesAfter(long after, RowVisitor visitor) throws StoreException;

  /** One row of the journal. */
  interface RowVisitor {
    /**
     * @param createdSequence when it was last created; 0 if not known
     * @param subtreeSequence when it last became SUBTREE; 0 if never
     * @param contentsSequence when it last became CONTENTS; 0 if never
     * @param reason of the last SUBTREE or CONTENTS
     * @param handle of the objects behind the name at its content and attribute events, the newest
     *     first, one {@code struct file_handle} behind the other (the last may be cut), or null
     */
    void row(
        PathBytes directory,
        byte[] name,
        long sequence,
        int bits,
        long createdSequence,
        long subtreeSequence,
        long contentsSequence,
        Reason reason,
        byte[] handle)
        throws StoreException;
  }

  /** Number of rows after that position, counted up to {@code limit}. */
  long countAfter(long after, long limit) throws StoreException;

  /** Gaps that are open or ended after that position. */
  List<Gap> gapsAfter(long after) throws StoreException;

  /** Gaps that may have hidden names, as far back as they are kept; their ends are not known. */
  List<Gap> interruptions() throws StoreException;

  /** How often events were lost in overflows; empty if never. */
  Optional<Overflows> overflows() throws StoreException;

  /** Directories of which {@link JournalStore#noteReconciled} was told for that gap. */
  Set<PathBytes> reconciled(long gap) throws StoreException;

  /**
   * The smallest base of all consumers and live windows; the last number given out if there is
   * none. Gaps that ended at or before it concern nobody.
   */
  long oldestNeeded() throws StoreException;

  /** Renames of directories after that position, oldest first. */
  List<Rename> renamesAfter(long after) throws StoreException;

  /** A hint: this directory was once renamed so. */
  record Rename(long sequence, PathBytes from, PathBytes to) {}

  List<ConsumerRow> consumers() throws StoreException;

  Optional<ConsumerRow> consumer(ConsumerName name) throws StoreException;

  /** The newest windows first. */
  List<WindowRow> windows() throws StoreException;

  Optional<WindowRow> window(long id) throws StoreException;

  /** The greatest sequence number known to be not later than that time. */
  long sequenceAt(long wallMillis) throws StoreException;

  /** Where other names of linked files lie. */
  LinkReader links();

  /** For status; costs the same however large the journal is. */
  Size size() throws StoreException;

  /**
   * How large the journal is.
   *
   * @param rows counted up to one million
   * @param walBytes of the write-ahead log
   */
  record Size(long rows, long databaseBytes, long walBytes) {}

  @Override
  void close();
}
