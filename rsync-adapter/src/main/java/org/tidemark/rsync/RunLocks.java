package org.tidemark.rsync;

import java.nio.file.Path;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;

/** Keeps a second run of one consumer, or onto one mirror, away while this one is open. */
final class RunLocks implements AutoCloseable {
  private final LockFile consumer;
  private final LockFile mirror;
  private final Path workFolder;

  private RunLocks(LockFile consumer, LockFile mirror, Path workFolder) {
    this.consumer = consumer;
    this.mirror = mirror;
    this.workFolder = workFolder;
  }

  /**
   * Takes both locks or refuses at once.
   *
   * @throws TidemarkException with REFUSED if another run holds one
   */
  static RunLocks take(StateFolder state, ConsumerName consumer, Mirror mirror)
      throws TidemarkException {
    String consumerKey = "consumer " + consumer;
    LockFile ours = lock(state.lockFile(consumerKey), consumer.text());
    try {
      return withMirror(state, consumerKey, ours, mirror);
    } catch (TidemarkException e) {
      ours.close();
      throw e;
    }
  }

  private static RunLocks withMirror(
      StateFolder state, String consumerKey, LockFile ours, Mirror mirror)
      throws TidemarkException {
    LockFile theirs = lock(state.lockFile("mirror " + mirror), mirror.toString());
    try {
      return new RunLocks(ours, theirs, state.freshWorkFolder(consumerKey));
    } catch (TidemarkException e) {
      theirs.close();
      throw e;
    }
  }

  private static LockFile lock(Path file, String what) throws TidemarkException {
    return LockFile.take(
        file,
        false,
        MirrorTrust.refused("another backup of " + what + " is running", "Wait for its end."));
  }

  /** A private folder that was empty when the locks were taken and goes with them. */
  Path workFolder() {
    return workFolder;
  }

  @Override
  public void close() throws TidemarkException {
    try {
      StateFolder.remove(workFolder);
    } finally {
      mirror.close();
      consumer.close();
    }
  }
}
