package org.tidemark.bacula;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
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
    description = "Prints when the last runs of a job began, how they ended, and what was amiss.")
final class StatusCommand implements Callable<Integer> {
  private static final int SHOWN = 20;

  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Parameters(paramLabel = "JOB", description = "As the Director names it.")
  private String job;

  @Override
  public Integer call() throws TidemarkException {
    PrintWriter out = spec.commandLine().getOut();
    Path state = options.stateFolder();
    List<String> lines = JobRecords.existing(state, JobName.of(job).consumer()).lines();
    if (lines.isEmpty()) {
      throw new TidemarkException(
          ExitCode.FAILED, "no run of a job " + job + " is known in " + state, "Is that its name?");
    }
    ZoneId zone = ZoneId.systemDefault();
    for (String line : lines.subList(Math.max(0, lines.size() - SHOWN), lines.size())) {
      out.println(RecordText.of(line, zone));
    }
    out.flush();
    return ExitCode.DONE.number();
  }
}
