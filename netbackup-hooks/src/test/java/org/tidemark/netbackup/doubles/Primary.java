package org.tidemark.netbackup.doubles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.testing.Programs;

/** Scripts of the primary: of these, the one that knows how a job really ended. Has no state. */
final class Primary {
  private Primary() {}

  /**
   * Runs {@code backup_exit_notify}.
   *
   * @param done false if the job will be tried again
   */
  static void tellExit(Site site, JobRequest request, JobResult result, boolean done) {
    Path script = site.primary().resolve("backup_exit_notify");
    if (Files.isExecutable(script)) {
      Programs.Result run =
          Programs.run(
              List.of(
                  script.toString(),
                  site.client().name(),
                  request.policy().name(),
                  request.schedule().name(),
                  request.type().name(),
                  Integer.toString(result.status()),
                  Integer.toString(request.stream()),
                  done ? "1" : "0"));
      site.log().note("backup_exit_notify ended with " + run.exitCode() + " " + run.output());
    }
  }
}
