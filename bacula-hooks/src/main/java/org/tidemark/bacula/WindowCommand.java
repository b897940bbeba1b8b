package org.tidemark.bacula;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code tidemark bacula window}: run by a RunScript with {@code RunsWhen = AfterSnapshot}, which
 * Bacula runs after it fixed the job's start and before it reads the first file. What it prints
 * goes into the job's log; a code that is not 0 makes the job end with warnings.
 */
@Command(
    name = "window",
    mixinStandardHelpOptions = true,
    description = "Records the client's clock when a job begins to read files.")
final class WindowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Parameters(arity = "0..*", paramLabel = "KEY=VALUE", description = "jobid=%%i job=%%j")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws TidemarkException {
    Words words = Words.of(arguments, Set.of("jobid", "job"));
    JobName job = JobName.of(words.text("job"));
    JobRecords records = JobRecords.existing(options.stateFolder(), job.consumer());
    records.started(job, Moment.now());
    Set<String> warnings = records.warnings(job);
    PrintWriter out = spec.commandLine().getOut();
    warnings.forEach(what -> out.println("WARNING: " + what));
    out.flush();
    return (warnings.isEmpty() ? ExitCode.DONE : ExitCode.PARTIAL).number();
  }
}
