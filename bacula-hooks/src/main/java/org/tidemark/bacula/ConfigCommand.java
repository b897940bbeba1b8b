package org.tidemark.bacula;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark bacula config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Prints what Bacula's configuration needs for trees that the daemon watches.")
final class ConfigCommand implements Callable<Integer> {
  /** Where each piece goes. */
  enum Part {
    all,
    fileset,
    job,
    client
  }

  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Option(names = "--part", paramLabel = "PART", description = "all, fileset, job or client.")
  private Part part = Part.all;

  @Option(
      names = "--hook",
      paramLabel = "FILE",
      description = "hooks/bacula on the client; else /opt/tidemark/hooks/bacula.")
  private String hook = "/opt/tidemark/hooks/bacula";

  @Option(names = "--name", paramLabel = "NAME", description = "Of FileSet and JobDefs.")
  private String name = "Tidemark";

  @Option(
      names = "--rootset",
      paramLabel = "N",
      description = "Raise it when trees are added or exclusions relaxed: Bacula takes a Full.")
  private int rootset = 1;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Trees that jobs with this FileSet save; else all that are watched.")
  private List<PathBytes> paths = List.of();

  @Override
  public Integer call() throws TidemarkException {
    Trees chosen = new Trees(paths);
    Snippets snippets = new Snippets(hook, name, rootset, chosen, leftOut(chosen));
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (part) {
          case fileset -> snippets.fileset();
          case job -> snippets.job();
          case client -> snippets.client();
          case all -> snippets.fileset() + "\n" + snippets.job() + "\n" + snippets.client();
        });
    out.flush();
    return ExitCode.DONE.number();
  }

  private LeftOut leftOut(Trees chosen) throws TidemarkException {
    byte[] state = options.stateFolder().toString().getBytes(StandardCharsets.UTF_8);
    List<LeftOut.Tree> trees = new ArrayList<>();
    List<RootInfo> watched = options.connect().roots();
    chosen.check(watched);
    for (RootInfo root : watched.stream().filter(chosen::touch).toList()) {
      trees.add(new LeftOut.Tree(root.path(), Exclusions.of(root.exclusions())));
    }
    return new LeftOut(List.of(PathBytes.of(state)), trees);
  }
}
