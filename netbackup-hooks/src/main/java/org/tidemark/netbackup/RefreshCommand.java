package org.tidemark.netbackup;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.runs.Outcome;
import org.tidemark.netbackup.runs.Refresh;
import org.tidemark.netbackup.runs.Surroundings;
import org.tidemark.netbackup.site.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark netbackup refresh}: run by a timer. */
@Command(
    name = "refresh",
    mixinStandardHelpOptions = true,
    description = "Puts a list of what changed until now in place, for jobs to come.")
final class RefreshCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Mixin private PolicyOptions policies;

  @Override
  public Integer call() throws TidemarkException {
    Surroundings surroundings =
        Surroundings.of(options.stateFolder(), options::connect, new NativeKernel());
    boolean all = true;
    for (Installation each : policies.in(surroundings.state())) {
      all &= refresh(surroundings, each);
    }
    return (all ? ExitCode.DONE : ExitCode.PARTIAL).number();
  }

  /** What keeps one list from being made need not keep the next. */
  private boolean refresh(Surroundings surroundings, Installation installation)
      throws TidemarkException {
    PrintWriter out = spec.commandLine().getOut();
    String name = installation.policy() + "/" + installation.schedule();
    try {
      Outcome outcome = new Refresh(surroundings).run(installation);
      out.println(name + ": " + outcome.why());
      return outcome.proceeds();
    } catch (TidemarkException e) {
      if (e.exitCode() == ExitCode.NO_DAEMON) {
        throw e;
      }
      out.println(name + ": " + e.forOperator());
      return false;
    } finally {
      out.flush();
    }
  }
}
