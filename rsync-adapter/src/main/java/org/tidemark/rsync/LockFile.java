package org.tidemark.rsync;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.tidemark.journal.model.TidemarkException;

/**
 * A locked file, until it is closed or the process ends. The file stays: removing it would let two
 * runs lock two files of one name.
 */
final class LockFile implements AutoCloseable {
  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks at once or refuses.
   *
   * @param shared whether others may lock it so, too
   * @param taken what is thrown if another holds it
   * @throws TidemarkException that, or if the file cannot be made or locked
   */
  static LockFile take(Path file, boolean shared, TidemarkException taken)
      throws TidemarkException {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel, shared) == null) {
        channel.close();
        throw taken;
      }
      return new LockFile(channel);
    } catch (IOException e) {
      throw StateFolder.unusable("lock", file, e);
    }
  }

  private static FileLock tryLock(FileChannel channel, boolean shared) throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException e) {
      // The same JVM holds it; the system would not mind, we do.
      return null;
    }
  }

  @Override
  public void close() throws TidemarkException {
    try {
      channel.close();
    } catch (IOException e) {
      throw Places.failed("cannot release a lock: " + e.getMessage(), e);
    }
  }
}
