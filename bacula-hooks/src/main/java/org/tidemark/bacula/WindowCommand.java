package org.tidemark.bacula;

import java.io.IOException;
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
 * {@code tidemark bacula window}: run by a RunScript with {@code RunsWhen = AfterSnapshot}, which
 * Bacula runs after it fixed the job's start and before it reads the first file.
 */
@Command(
    name = "window",
    mixinStandardHelpOptions = true,
    description = "Records the client's clock when a job begins to read files.")
final class WindowCommand implements Callable<Integer> {
  @Mixin private StateOptions options;

  @Parameters(arity = "0..*", paramLabel = "KEY=VALUE", description = "jobid=%%i job=%%j")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws TidemarkException, IOException {
    Words words = Words.of(arguments, Set.of("jobid", "job"));
    JobName job = JobName.of(words.text("job"));
    new JobRecords(options.stateFolder(), job.consumer()).started(job, System.currentTimeMillis());
    return ExitCode.DONE.number();
  }
}
