package org.tidemark.netbackup;

import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.runs.EndHook;
import org.tidemark.netbackup.runs.JobFacts;
import org.tidemark.netbackup.runs.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code tidemark netbackup end}: run by {@code bpend_notify}. Always ends with 0: anything else
 * makes NetBackup throw the backup away.
 */
@Command(
    name = "end",
    mixinStandardHelpOptions = true,
    description = "Notes how a job ended on the client; run by bpend_notify. Commits nothing.")
final class EndCommand implements Callable<Integer> {
  private static final int UNKNOWN = -1;

  @Mixin private StateOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "CLIENT POLICY SCHEDULE TYPE STATUS",
      description = "As NetBackup calls the hook.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws TidemarkException {
    Surroundings surroundings =
        Surroundings.of(options.stateFolder(), options::connect, new NativeKernel());
    if (arguments.size() != 5) {
      surroundings
          .log()
          .say("end", "called with " + arguments.size() + " arguments instead of 5: " + arguments);
      return ExitCode.DONE.number();
    }
    try {
      new EndHook(surroundings)
          .run(
              new EndHook.EndCall(
                  arguments.get(0),
                  arguments.get(1),
                  arguments.get(2),
                  arguments.get(3),
                  status(arguments.get(4)),
                  JobFacts.of(System.getenv())));
    } catch (TidemarkException | RuntimeException e) {
      surroundings.log().say(arguments.get(1) + "/" + arguments.get(2), "end: " + e);
    }
    return ExitCode.DONE.number();
  }

  /** What is no number is no success. */
  private static int status(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }
}
