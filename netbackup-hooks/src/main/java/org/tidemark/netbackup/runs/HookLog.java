package org.tidemark.netbackup.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the hooks decided, for the administrator: {@code STATE/netbackup/hooks.log}, a line each,
 * and one older file of the same size. A log that cannot be written ends no backup. Processes may
 * write at the same time.
 */
public final class HookLog {
  private static final Logger LOG = LoggerFactory.getLogger(HookLog.class);
  private static final long LARGEST = 4L << 20;

  private final Path file;
  private final Clock clock;

  public HookLog(Path state, Clock clock) {
    file = state.resolve("netbackup").resolve("hooks.log");
    this.clock = clock;
  }

  public Path file() {
    return file;
  }

  /**
   * @param about policy and schedule; one character per byte
   */
  public void say(String about, String what) {
    String line = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + about + ": " + what;
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (Files.exists(file) && Files.size(file) > LARGEST) {
        Files.move(file, file.resolveSibling("hooks.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          file,
          line.replace('\n', ' ') + "\n",
          StandardCharsets.ISO_8859_1,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("Cannot write {}: {}; it was: {}", file, e.toString(), line);
    }
  }
}
