package org.tidemark.bacula;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark bacula status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Prints when the last runs of a job began and how they ended.")
final class StatusCommand implements Callable<Integer> {
  private static final int SHOWN = 20;

  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Parameters(paramLabel = "JOB", description = "As the Director names it.")
  private String job;

  @Override
  public Integer call() throws TidemarkException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<String> lines = new JobRecords(options.stateFolder(), JobName.of(job).consumer()).lines();
    lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()).forEach(out::println);
    out.flush();
    return ExitCode.DONE.number();
  }
}
