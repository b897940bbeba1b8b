package org.tidemark.netbackup.userbackup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.host.Programs;
import org.tidemark.netbackup.site.Openv;
import org.tidemark.netbackup.site.UserRoute;

/**
 * Runs {@code bpbackup} and waits for the job to end on the server.
 *
 * @param route policy and schedule of the user backup
 * @param patience for the job; one that takes longer goes on, and counts as failed
 */
record BpBackup(Openv openv, UserRoute route, Duration patience) {
  /** Wait for the job, whatever is in the list. */
  private static final String STANDARD = "0";

  /**
   * How a job ended.
   *
   * @param status NetBackup's: 0 all is saved, 1 a part, else nothing
   * @param reason for people; empty for 0
   * @param log what was passed over
   */
  record Ended(int status, String reason, ProgressLog log) {}

  /**
   * Saves the names in a list.
   *
   * @param phrase by which {@code bplist -keyword} finds the image
   * @throws TidemarkException if it cannot be started
   */
  Ended run(Path list, String logName, String phrase) throws TidemarkException {
    Path log = emptyLog(logName);
    Programs.Result result =
        new Programs()
            .run(
                List.of(
                    Programs.word(openv.command("bpbackup")),
                    "-p",
                    route.policy(),
                    "-s",
                    route.schedule(),
                    "-t",
                    STANDARD,
                    "-k",
                    phrase,
                    "-L",
                    Programs.word(log),
                    "-w",
                    "-f",
                    Programs.word(list)),
                patience);
    return ended(result, read(log));
  }

  /** Both must say that all is well; the log knows statuses that an exit code cannot hold. */
  private static Ended ended(Programs.Result result, ProgressLog log) {
    int told = log.status().orElse(result.exit());
    int status = told == 0 || (told == 1 && result.exit() > 1) ? result.exit() : told;
    if (status == 0) {
      return new Ended(0, "", log);
    }
    String last = log.trouble().isEmpty() ? "" : ": " + log.trouble().get(log.trouble().size() - 1);
    String reason = "bpbackup " + result.reason() + ", the job's status is " + status + last;
    return new Ended(status, reason, log);
  }

  /** Newer releases write such logs nowhere else. */
  private Path emptyLog(String name) throws TidemarkException {
    Path folder = openv.netbackup().resolve("logs").resolve("user_ops");
    Path log = folder.resolve(name);
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(log);
      return log;
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.FAILED, "cannot prepare " + log + ": " + e, "Are you root?", e);
    }
  }

  private static ProgressLog read(Path log) {
    try {
      return ProgressLog.parse(Files.readString(log, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return ProgressLog.parse("");
    }
  }
}
