package org.tidemark.netbackup.runs;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.LockSupport;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * The ledger of one installation, {@code runs.json} in its folder, opened for one writer: hooks of
 * other streams wait. The lock goes with the process, however that ends; each save replaces the
 * file as a whole. Not thread-safe.
 */
final class LedgerFile implements AutoCloseable {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final long PAUSE_NANOS = 20_000_000;

  private final Path folder;
  private final FileChannel lock;
  private Ledger ledger;

  private LedgerFile(Path folder, FileChannel lock, Ledger ledger) {
    this.folder = folder;
    this.lock = lock;
    this.ledger = ledger;
  }

  /**
   * Waits for the lock.
   *
   * @throws TidemarkException with REFUSED if somebody else still has it at the deadline
   */
  static LedgerFile open(Path folder, Deadline deadline) throws TidemarkException {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FileChannel lock =
          FileChannel.open(
              folder.resolve("runs.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean held = false;
      try {
        waitFor(lock, folder, deadline);
        LedgerFile opened = new LedgerFile(folder, lock, read(folder));
        held = true;
        return opened;
      } finally {
        if (!held) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw unusable("open", folder, e);
    }
  }

  private static void waitFor(FileChannel lock, Path folder, Deadline deadline)
      throws IOException, TidemarkException {
    while (tryLock(lock) == null) {
      if (deadline.isOver()) {
        throw new TidemarkException(
            ExitCode.REFUSED,
            "another hook or refresh is at work on " + folder + ", and the deadline has passed",
            "If it hangs, its process can be ended: what it left half done is put right.");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this JVM holds it.
      return null;
    }
  }

  /** What is on the disk, for those who only look. */
  static Ledger read(Path folder) throws TidemarkException {
    Path file = file(folder);
    try {
      return Files.exists(file)
          ? GSON.fromJson(Files.readString(file, StandardCharsets.UTF_8), Ledger.class)
          : Ledger.EMPTY;
    } catch (IOException | JsonParseException | NullPointerException e) {
      throw unusable("read", file, e);
    }
  }

  private static Path file(Path folder) {
    return folder.resolve("runs.json");
  }

  Ledger ledger() {
    return ledger;
  }

  Path folder() {
    return folder;
  }

  /** Makes it durable. */
  void save(Ledger changed) throws TidemarkException {
    try (SealedFile sealed = new SealedFile(file(folder))) {
      sealed.stream().write(GSON.toJson(changed).getBytes(StandardCharsets.UTF_8));
      sealed.seal();
      ledger = changed;
    } catch (IOException e) {
      throw unusable("write", file(folder), e);
    }
  }

  static TidemarkException unusable(String what, Path path, Exception cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE,
        "cannot " + what + " " + path + ": " + cause,
        "Is the state folder readable and writable, and is there space?",
        cause);
  }

  @Override
  public void close() throws TidemarkException {
    try {
      lock.close();
    } catch (IOException e) {
      throw unusable("release", folder, e);
    }
  }
}
