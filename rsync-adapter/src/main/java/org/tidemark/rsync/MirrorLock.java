package org.tidemark.rsync;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.tidemark.journal.model.TidemarkException;

/** Keeps backups of a mirror away while somebody reads or tidies it and its points. */
final class MirrorLock implements AutoCloseable {
  private final LockFile mirror;
  private final LockFile own;
  private final HostLock there;
  private final Path workFolder;

  private MirrorLock(LockFile mirror, LockFile own, HostLock there, Path workFolder) {
    this.mirror = mirror;
    this.own = own;
    this.there = there;
    this.workFolder = workFolder;
  }

  /**
   * For reading: others may read at the same time, for another purpose.
   *
   * @param warnings is told if the mirror's machine has no lock
   */
  static MirrorLock toRead(
      StateFolder state, Mirror mirror, String purpose, Consumer<String> warnings)
      throws TidemarkException {
    return take(state, mirror, purpose, true, warnings);
  }

  /** For changing: nobody else is there. */
  static MirrorLock toChange(
      StateFolder state, Mirror mirror, String purpose, Consumer<String> warnings)
      throws TidemarkException {
    return take(state, mirror, purpose, false, warnings);
  }

  private static MirrorLock take(
      StateFolder state, Mirror mirror, String purpose, boolean shared, Consumer<String> warnings)
      throws TidemarkException {
    LockFile ours = lock(state.lockFile(purpose), purpose, false);
    try {
      LockFile theirs = lock(state.lockFile("mirror " + mirror), mirror.toString(), shared);
      try {
        Path work = state.freshWorkFolder(purpose);
        return new MirrorLock(theirs, ours, HostLock.take(mirror, shared, warnings), work);
      } catch (TidemarkException e) {
        theirs.close();
        throw e;
      }
    } catch (TidemarkException e) {
      ours.close();
      throw e;
    }
  }

  private static LockFile lock(Path file, String what, boolean shared) throws TidemarkException {
    return LockFile.take(
        file,
        shared,
        MirrorTrust.refused(
            "another command is at work on " + what, "A backup perhaps: wait for its end."));
  }

  /** A private folder that was empty when the locks were taken and goes with them. */
  Path workFolder() {
    return workFolder;
  }

  @Override
  public void close() throws TidemarkException {
    try {
      there.close();
      StateFolder.remove(workFolder);
    } finally {
      mirror.close();
      own.close();
    }
  }
}
