package org.tidemark.journal.store;

import java.util.Collection;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;

/**
 * Changes the link index, inside {@link JournalStore#writeLinks}. Rows are hints, so writing
 * anything twice, late or in vain does no harm.
 */
public interface LinkWriter {
  /** The file to which that name led when it was last noted. */
  Optional<LinkedFile> fileAt(LinkDirectory directory, byte[] name) throws StoreException;

  /** Whether anything is known of the file. */
  boolean knows(LinkedFile file) throws StoreException;

  /** That name leads to that file, and to no other. */
  void put(LinkedFile file, LinkDirectory directory, byte[] name) throws StoreException;

  void remove(LinkDirectory directory, byte[] name) throws StoreException;

  /**
   * Notes how many links a file has. While fewer names of it are known than that, less those that a
   * search did not find, it is to be searched for.
   *
   * @param handle {@code struct file_handle}, or null if not known
   */
  void note(LinkedFile file, int links, byte[] handle) throws StoreException;

  /** It was changed through a name that is not followed: the next lists need its other names. */
  void touched(LinkedFile file) throws StoreException;

  /**
   * A name of it is gone through which it may have been changed before: as {@link #touched}, if
   * another name of it is known.
   */
  void lostName(LinkedFile file) throws StoreException;

  /**
   * A search for these files begins: whatever is noted of one from now on may have passed by it.
   */
  void searchBegins(Collection<LinkedFile> files) throws StoreException;

  /**
   * It was searched for: so many of its links do not lie in what is watched. If it was noted since
   * {@link #searchBegins}, that proves nothing, and it is searched for again.
   */
  void searched(LinkedFile file, int links, int elsewhere) throws StoreException;

  /** The names in that tree are to be read, once more if that goes on already. */
  void scan(PathBytes top) throws StoreException;

  /** The reading of a tree begins, or goes on. */
  void scanBegins(PathBytes top) throws StoreException;

  /** What is read is to be read from its beginning. */
  void forgetParts() throws StoreException;

  /**
   * As {@link #note}, for a file met on the way through a tree that may hold more of its names.
   *
   * @param settled whether all names that are read had all its links to show; if not, {@link
   *     #countElsewhere} has it searched for unless all its names were met
   */
  void seen(LinkedFile file, int links, byte[] handle, boolean settled) throws StoreException;

  /** Everything is about to be read: nothing is to be searched for besides. */
  void wantNone() throws StoreException;

  /** A part of a tree that is being read is done. */
  void scannedPart(PathBytes part) throws StoreException;

  /**
   * A tree was read.
   *
   * @param requests as it was when the reading began: asked for again since, it stays
   */
  void scanned(PathBytes top, long requests) throws StoreException;

  /** What was there up to that position was read, and what came later is told by events. */
  void complete(long sequence) throws StoreException;

  /**
   * After a whole search, a slice at a time: links of settled files seen since then whose names are
   * not known do not lie in what is watched; those of others are to be searched for.
   *
   * @param after where the last slice ended
   * @return where this one ended; empty if it was the last
   */
  Optional<LinkedFile> countElsewhere(LinkedFile after, long since, int limit)
      throws StoreException;

  /**
   * Forgets names and files that were not seen since then, a slice at a time; files that a list may
   * still ask for stay.
   *
   * @return true while some are left
   */
  boolean forgetUnseen(long since, int limit) throws StoreException;
}
