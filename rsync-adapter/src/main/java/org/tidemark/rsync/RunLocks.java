package org.tidemark.rsync;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;

/**
 * Keeps a second run of one consumer, or onto one mirror, away while this one is open. Owned by one
 * thread.
 */
final class RunLocks implements AutoCloseable {
  private final LockFile consumer;
  private final LockFile mirror;
  private final Path workFolder;
  private HostLock there;

  private RunLocks(LockFile consumer, LockFile mirror, HostLock there, Path workFolder) {
    this.consumer = consumer;
    this.mirror = mirror;
    this.there = there;
    this.workFolder = workFolder;
  }

  /**
   * Takes all locks or refuses at once.
   *
   * @param warnings is told if the mirror's machine has none
   * @throws TidemarkException with REFUSED if another run holds one
   */
  static RunLocks take(
      StateFolder state, ConsumerName consumer, Mirror mirror, Consumer<String> warnings)
      throws TidemarkException {
    String consumerKey = "consumer " + consumer;
    LockFile ours = lock(state.lockFile(consumerKey), consumer.text());
    try {
      return withMirror(state, consumerKey, ours, mirror, warnings);
    } catch (TidemarkException e) {
      ours.close();
      throw e;
    }
  }

  private static RunLocks withMirror(
      StateFolder state,
      String consumerKey,
      LockFile ours,
      Mirror mirror,
      Consumer<String> warnings)
      throws TidemarkException {
    LockFile theirs = lock(state.lockFile("mirror " + mirror), mirror.toString());
    try {
      Path work = state.freshWorkFolder(consumerKey);
      return new RunLocks(ours, theirs, HostLock.take(mirror, false, warnings), work);
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

  /**
   * Locks a mirror that was not there yet; to be called before it is made.
   *
   * @throws TidemarkException with REFUSED if another was faster
   */
  void atFirst(Mirror made, Consumer<String> warnings) throws TidemarkException {
    there = there.atFirst(made, warnings);
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
      consumer.close();
    }
  }
}
