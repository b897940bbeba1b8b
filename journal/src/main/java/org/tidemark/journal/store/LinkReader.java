package org.tidemark.journal.store;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.tidemark.journal.model.PathBytes;

/**
 * Reads the link index through the connection of a {@link JournalReader}, whose rules hold. What it
 * says are hints: a name counts only if it leads to the file when somebody looks.
 */
public interface LinkReader {
  /** Where a name of the file lies. */
  // Never compared, and nobody changes the bytes.
  @SuppressWarnings("ArrayRecordComponent")
  record LinkName(LinkDirectory directory, byte[] name) {}

  /**
   * What is known of a file besides its names; handed on, never compared.
   *
   * @param handle {@code struct file_handle}, or null
   * @param links {@code st_nlink} when it was last looked at
   * @param elsewhere so many of them were not found by a search of all that is watched
   * @param wanted whether names of it are still to be searched for
   */
  // Never compared, and nobody changes the bytes.
  @SuppressWarnings("ArrayRecordComponent")
  record FileFacts(LinkedFile file, byte[] handle, int links, int elsewhere, boolean wanted) {}

  /**
   * A tree whose names are still to be read.
   *
   * @param requests see {@link LinkWriter#scanned}
   * @param begun sequence number when the reading began; 0 if it did not
   */
  record Scan(PathBytes top, long requests, long begun) {}

  /** True if no file with several names is known; costs the same however many there are. */
  boolean isEmpty() throws StoreException;

  List<LinkName> namesOf(LinkedFile file) throws StoreException;

  Optional<FileFacts> factsOf(LinkedFile file) throws StoreException;

  /** Files changed after that position through a name that is not followed. */
  List<LinkedFile> touchedAfter(long sequence, int limit) throws StoreException;

  /** Files whose names are to be searched for. */
  List<FileFacts> wanted(int limit) throws StoreException;

  /**
   * Up to where all names are known: gaps that end later, and {@link #scans}, are still to be read.
   *
   * @return 0 if nothing was read yet
   */
  long completeAt() throws StoreException;

  List<Scan> scans() throws StoreException;

  /** Parts of the trees of {@link #scans} that were read already. */
  List<PathBytes> scannedParts() throws StoreException;

  /** Hands over all names and all handles, for a filter; one read transaction each. */
  void keys(KeyVisitor visitor) throws StoreException;

  /** Takes what a filter is made of: names, and handles of files. */
  interface KeyVisitor {
    void key(byte[] nameOrHandle);
  }

  /** Hands over the inode numbers of all known files, of whatever filesystem. */
  void inodes(LongConsumer taker) throws StoreException;

  /** How many files and names there are; costs as much as there are. */
  Totals totals() throws StoreException;

  /** Sizes of the index. */
  record Totals(long files, long names, long wanted) {}
}
