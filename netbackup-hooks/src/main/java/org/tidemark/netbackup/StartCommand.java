package org.tidemark.netbackup;

import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.runs.Caller;
import org.tidemark.netbackup.runs.JobFacts;
import org.tidemark.netbackup.runs.Outcome;
import org.tidemark.netbackup.runs.StartCall;
import org.tidemark.netbackup.runs.StartHook;
import org.tidemark.netbackup.runs.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code tidemark netbackup start}: run by {@code bpstart_notify}. Ends with 0 or 1 only: anything
 * but 0 fails the job.
 */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Seals the list of a job that begins; run by bpstart_notify.")
final class StartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "CLIENT POLICY SCHEDULE TYPE",
      description = "As NetBackup calls the hook.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws TidemarkException {
    Surroundings surroundings =
        Surroundings.of(options.stateFolder(), options::connect, new NativeKernel());
    if (arguments.size() != 4) {
      String wrong = "called with " + arguments.size() + " arguments instead of 4: " + arguments;
      surroundings.log().say("start", wrong);
      return say(Outcome.refuse(wrong));
    }
    StartCall call =
        new StartCall(
            arguments.get(0),
            arguments.get(1),
            arguments.get(2),
            arguments.get(3),
            JobFacts.of(System.getenv()),
            Caller.startedMillis(surroundings.clock()));
    try {
      return say(new StartHook(surroundings).run(call));
    } catch (TidemarkException | RuntimeException e) {
      surroundings.log().say(arguments.get(1) + "/" + arguments.get(2), "start FAILS: " + e);
      throw e;
    }
  }

  /** The hook's own log has it already. */
  private int say(Outcome outcome) {
    if (System.getenv("TIDEMARK_NETBACKUP_HOOK") == null) {
      spec.commandLine().getErr().println("tidemark netbackup: " + outcome.why());
    }
    return (outcome.proceeds() ? ExitCode.DONE : ExitCode.FAILED).number();
  }
}
