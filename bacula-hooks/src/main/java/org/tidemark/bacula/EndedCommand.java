package org.tidemark.bacula;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code tidemark bacula ended}: run by a RunScript after a job. It commits nothing: the Director
 * may still fail the job, and only the next job's {@code %S} says that this one is in the
 * catalogue.
 */
@Command(
    name = "ended",
    mixinStandardHelpOptions = true,
    description = "Records how a job ended, as the client sees it.")
final class EndedCommand implements Callable<Integer> {
  @Mixin private StateOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description = "jobid=%%i job=%%j \"outcome=%%e\"")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws TidemarkException {
    Words words = Words.of(arguments, Set.of("jobid", "job", "outcome"));
    JobName job = JobName.of(words.text("job"));
    JobRecords.existing(options.stateFolder(), job.consumer())
        .ended(job, Moment.now(), words.text("outcome"));
    return ExitCode.DONE.number();
  }
}
