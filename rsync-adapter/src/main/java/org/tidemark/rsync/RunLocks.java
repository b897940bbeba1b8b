package org.tidemark.rsync;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;

/** Keeps a second run of one consumer, or onto one mirror, away while this one is open. */
final class RunLocks implements AutoCloseable {
  private final FileChannel consumer;
  private final FileChannel mirror;
  private final Path workFolder;

  private RunLocks(FileChannel consumer, FileChannel mirror, Path workFolder) {
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
    FileChannel ours = lock(state.lockFile(consumerKey), consumer.text());
    try {
      return withMirror(state, consumerKey, ours, mirror);
    } catch (TidemarkException e) {
      release(ours);
      throw e;
    }
  }

  private static RunLocks withMirror(
      StateFolder state, String consumerKey, FileChannel ours, Mirror mirror)
      throws TidemarkException {
    FileChannel theirs = lock(state.lockFile("mirror " + mirror), mirror.toString());
    try {
      return new RunLocks(ours, theirs, state.freshWorkFolder(consumerKey));
    } catch (TidemarkException e) {
      release(theirs);
      throw e;
    }
  }

  private static FileChannel lock(Path file, String what) throws TidemarkException {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw MirrorTrust.refused("another backup of " + what + " is running", "Wait for its end.");
      }
      return channel;
    } catch (IOException e) {
      throw StateFolder.unusable("lock", file, e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // The same JVM holds it; the system would not mind, we do.
      return null;
    }
  }

  /** A private folder that was empty when the locks were taken and goes with them. */
  Path workFolder() {
    return workFolder;
  }

  /** The lock files stay: removing one would let two runs lock two files of one name. */
  @Override
  public void close() throws TidemarkException {
    try {
      StateFolder.remove(workFolder);
    } finally {
      release(mirror);
      release(consumer);
    }
  }

  private static void release(FileChannel channel) throws TidemarkException {
    try {
      channel.close();
    } catch (IOException e) {
      throw Places.failed("cannot release a lock: " + e.getMessage(), e);
    }
  }
}
