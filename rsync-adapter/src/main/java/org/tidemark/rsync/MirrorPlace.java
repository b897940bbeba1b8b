package org.tidemark.rsync;

import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;

/** What a run asks of the place where its mirror is, and does there besides copying. */
interface MirrorPlace {
  ByteFiles.Occupancy occupancy() throws TidemarkException;

  /** Empty if there is no such directory; {@link DirectoryIdentity#UNSEEN} if nobody can look. */
  Optional<DirectoryIdentity> identity() throws TidemarkException;

  /**
   * True if another filesystem begins there: what lies beside it is then on the one above, and
   * stays as it is when the mirror's is put back in time.
   */
  boolean isMountPoint() throws TidemarkException;

  /**
   * What changes when the machine is started anew, since a crash may undo what it was thought to
   * have written; empty if nobody can tell.
   */
  String boot() throws TidemarkException;

  /**
   * Has what was copied on disk when it returns, so that a crash undoes nothing of it; does nothing
   * where only rsync answers, which has an option {@code --fsync} of its own.
   */
  void sync() throws TidemarkException;

  /** The text of the file beside the mirror; empty if there is none. */
  Optional<String> readMarker() throws TidemarkException;

  /** Writes it so that a crash leaves the old or the new one, never a part. */
  void writeMarker(String text) throws TidemarkException;

  void makeDirectory() throws TidemarkException;
}
