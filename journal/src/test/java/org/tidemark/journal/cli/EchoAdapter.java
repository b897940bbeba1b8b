package org.tidemark.journal.cli;

import java.util.concurrent.Callable;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An adapter as another module would add it: prints its argument, or fails for {@code /fail}. */
public final class EchoAdapter implements SubcommandProvider {
  @Override
  public Object command() {
    return new Echo();
  }

  @Command(name = "echo-adapter")
  private static final class Echo implements Callable<Integer> {
    @Mixin private StateOptions options;
    @Spec private CommandSpec spec;
    @Parameters private PathBytes path;

    @Override
    public Integer call() throws Exception {
      if (path.toString().equals("/fail")) {
        throw new TidemarkException(ExitCode.PARTIAL, "in " + options.stateFolder(), "");
      }
      spec.commandLine().getOut().print(path.latin1());
      return 0;
    }
  }
}
