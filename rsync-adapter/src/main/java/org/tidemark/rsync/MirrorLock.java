package org.tidemark.rsync;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.tidemark.journal.model.TidemarkException;

/** Keeps backups of a mirror away while somebody reads or tidies it and its points. */
final class MirrorLock implements AutoCloseable {
  private final FileChannel mirror;
  private final FileChannel own;
  private final Path workFolder;

  private MirrorLock(FileChannel mirror, FileChannel own, Path workFolder) {
    this.mirror = mirror;
    this.own = own;
    this.workFolder = workFolder;
  }

  /** For reading: others may read at the same time, for another purpose. */
  static MirrorLock toRead(StateFolder state, Mirror mirror, String purpose)
      throws TidemarkException {
    return take(state, mirror, purpose, true);
  }

  /** For changing: nobody else is there. */
  static MirrorLock toChange(StateFolder state, Mirror mirror, String purpose)
      throws TidemarkException {
    return take(state, mirror, purpose, false);
  }

  private static MirrorLock take(StateFolder state, Mirror mirror, String purpose, boolean shared)
      throws TidemarkException {
    FileChannel ours = lock(state.lockFile(purpose), purpose, false);
    try {
      FileChannel theirs = lock(state.lockFile("mirror " + mirror), mirror.toString(), shared);
      try {
        return new MirrorLock(theirs, ours, state.freshWorkFolder(purpose));
      } catch (TidemarkException e) {
        release(theirs);
        throw e;
      }
    } catch (TidemarkException e) {
      release(ours);
      throw e;
    }
  }

  private static FileChannel lock(Path file, String what, boolean shared) throws TidemarkException {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel, shared) == null) {
        channel.close();
        throw MirrorTrust.refused(
            "another command is at work on " + what, "A backup perhaps: wait for its end.");
      }
      return channel;
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

  /** A private folder that was empty when the locks were taken and goes with them. */
  Path workFolder() {
    return workFolder;
  }

  @Override
  public void close() throws TidemarkException {
    try {
      StateFolder.remove(workFolder);
    } finally {
      release(mirror);
      release(own);
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
