package org.tidemark.journal.store;

import java.util.List;
import java.util.Optional;

/**
 * What the journal remembers of filesystems, to be compared with what is found there later. Belongs
 * to the store's thread; each call is one transaction.
 */
public interface WitnessLog {
  /** So many names are kept for each filesystem. */
  int MOST = 512;

  /**
   * Adds names, or renews them; beyond {@link #MOST} of a filesystem chance decides which go, so
   * that old ones stay for a while. One that shows an older change time of the same inode than is
   * known is not taken: it speaks against the filesystem. Not synced.
   */
  void note(List<Witness> witnesses) throws StoreException;

  /** The names that are kept for a filesystem. */
  List<Witness> of(String filesystem) throws StoreException;

  /** What was last seen of a filesystem; empty if it is not known. */
  Optional<FilesystemRow> filesystem(String identity) throws StoreException;

  /**
   * Remembers what is seen of a filesystem in this boot. Not synced.
   *
   * @param aliveMillis wall clock now, milliseconds since 1970
   */
  void noteFilesystem(String identity, long aliveMillis, String superblock) throws StoreException;

  /** Forgets the names of a filesystem; synced. */
  void forget(String filesystem) throws StoreException;

  /** Forgets all names; synced. */
  void forgetAll() throws StoreException;
}
