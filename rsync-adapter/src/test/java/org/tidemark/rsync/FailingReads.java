package org.tidemark.rsync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.testing.Eventually;

/**
 * Until it is closed a daemon gets EIO for each read of its queues of events; strace(1) stands
 * between it and the kernel. Used by one thread.
 */
final class FailingReads implements AutoCloseable {
  /** The thread that reads them. */
  private static final String READER = "drainer";

  private final Process strace;
  private final Path said;

  /**
   * @param folder gets what strace prints
   * @param daemon its process
   */
  FailingReads(Path folder, long daemon) {
    try {
      said = Files.createTempFile(folder, "strace", ".log");
      strace =
          new ProcessBuilder(
                  "strace",
                  "-p",
                  reader(daemon),
                  "-e",
                  "trace=read",
                  "-P",
                  "anon_inode:inotify",
                  "-P",
                  "anon_inode:[fanotify]",
                  "-e",
                  "inject=read:error=EIO")
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reader(long daemon) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(daemon), "task");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
      for (Path task : all) {
        if (Files.readString(task.resolve("comm")).strip().equals(READER)) {
          return task.getFileName().toString();
        }
      }
    }
    throw new IOException("no thread of " + tasks + " is a " + READER);
  }

  /** What strace printed. */
  String said() {
    try {
      List<String> lines = Files.readAllLines(said, StandardCharsets.ISO_8859_1);
      return String.join("\n", lines.subList(0, Math.min(20, lines.size())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets go of the daemon. */
  @Override
  public void close() {
    strace.destroy();
    Eventually.await(() -> "strace ends: " + said(), Eventually.PATIENCE, () -> !strace.isAlive());
  }
}
