package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Damaged databases, kept for the operator under another name; the newest one only. */
final class SetAside {
  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);
  private static final String PREFIX = JournalFile.NAME + ".corrupt-";

  private SetAside() {}

  /** Whose presence says that the database was found to be damaged while it was open. */
  static Path marker(Path stateDir) {
    return stateDir.resolve("journal.damaged");
  }

  /** Durable when it returns. */
  static void mark(Path marker, String why) throws IOException {
    Files.writeString(marker, why);
    Folders.sync(marker.getParent());
  }

  /** Gives the database another name, so that a new one is made in its place. */
  static void move(Path stateDir, String why, long nowMillis) throws IOException {
    // First: what is left of it after a crash in between must not be believed either.
    mark(marker(stateDir), why);
    forgetOlder(stateDir);
    String name = PREFIX + Instant.ofEpochMilli(nowMillis).truncatedTo(ChronoUnit.SECONDS);
    LOG.error(
        "the database is damaged: {}; it is kept as {}, a new journal begins and every consumer"
            + " needs a full backup",
        why,
        stateDir.resolve(name));
    moveIfPresent(stateDir.resolve(PageSums.NAME), stateDir.resolve(name + "-sums"));
    moveIfPresent(stateDir.resolve(JournalFile.NAME + "-wal"), stateDir.resolve(name + "-wal"));
    Files.deleteIfExists(stateDir.resolve(JournalFile.NAME + "-shm"));
    moveIfPresent(stateDir.resolve(JournalFile.NAME), stateDir.resolve(name));
    Folders.sync(stateDir);
    Files.deleteIfExists(marker(stateDir));
  }

  private static void moveIfPresent(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void forgetOlder(Path stateDir) throws IOException {
    try (DirectoryStream<Path> older = Files.newDirectoryStream(stateDir, PREFIX + "*")) {
      for (Path file : older) {
        Files.delete(file);
      }
    }
  }

  /** True if one is there: the operator has not looked at it yet. */
  static Optional<Path> newest(Path stateDir) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(stateDir, PREFIX + "*Z")) {
      for (Path file : all) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
