package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One owner per state folder: a lock on {@code STATE/lock}, which names the owner's pid. */
final class StateLock implements AutoCloseable {
  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  static StateLock take(Path stateDir) throws IOException, StoreException {
    Path file = stateDir.resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!lock(channel)) {
        throw new StoreException(
            "the state folder " + stateDir + " is in use by process " + pidIn(file),
            "stop that daemon, or give this one a state folder of its own (--state)",
            null);
      }
      writeOwnPid(channel);
      return new StateLock(channel);
    } catch (IOException | StoreException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // The owner is this very process.
      return false;
    }
  }

  private static void writeOwnPid(FileChannel channel) throws IOException {
    String line = ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static String pidIn(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
