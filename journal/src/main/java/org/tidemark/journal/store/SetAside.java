package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
    try (FileChannel channel =
        FileChannel.open(
            marker,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(why.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Folders.sync(marker.getParent());
  }

  /**
   * Gives the database another name, so that a new one is made in its place.
   *
   * @param told why; or what the marker says, if it is there
   */
  static void move(Path stateDir, String told, long nowMillis) throws IOException {
    String name = begunName(told).orElseGet(() -> freshName(nowMillis));
    String why = told.replace("\n" + name, "");
    // First: what a crash in between leaves must not be believed, and is moved to the rest.
    mark(marker(stateDir), why + "\n" + name);
    forgetOthers(stateDir, begunName(told));
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

  private static String freshName(long nowMillis) {
    return PREFIX + Instant.ofEpochMilli(nowMillis).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The name of the set that is being moved, which is the marker's last line then. */
  private static Optional<String> begunName(String told) {
    String last = told.substring(told.lastIndexOf('\n') + 1);
    return told.contains("\n" + PREFIX) && last.startsWith(PREFIX)
        ? Optional.of(last)
        : Optional.empty();
  }

  private static void moveIfPresent(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes all sets but the one that is being moved. */
  private static void forgetOthers(Path stateDir, Optional<String> begun) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(stateDir, PREFIX + "*")) {
      for (Path file : all) {
        String found = file.getFileName().toString();
        if (begun.filter(found::startsWith).isEmpty()) {
          Files.delete(file);
        }
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
