package org.tidemark.netbackup;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import org.tidemark.netbackup.site.Site;
import org.tidemark.netbackup.site.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark netbackup uninstall}. Names hold one character per byte. */
@Command(
    name = "uninstall",
    mixinStandardHelpOptions = true,
    description = "Takes the hooks and lists of one schedule out, and puts back what was there.")
final class UninstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Option(names = "--policy", required = true, paramLabel = "P", description = "As installed.")
  private String policy;

  @Option(names = "--schedule", required = true, paramLabel = "S", description = "As installed.")
  private String schedule;

  @Option(
      names = "--units",
      paramLabel = "DIR",
      description = "Where systemd's units lie; /etc/systemd/system unless given.")
  private String units = Units.USUAL.toString();

  @Override
  public Integer call() throws TidemarkException {
    Path state = options.stateFolder();
    Installations installations = Installations.in(state);
    Installation installed =
        installations
            .find(policy, schedule)
            .orElseThrow(
                () ->
                    new TidemarkException(
                        ExitCode.USAGE,
                        "policy " + policy + ", schedule " + schedule + " is not installed",
                        "tidemark netbackup status"));
    PrintWriter out = spec.commandLine().getOut();
    new Site(state, Path.of("tidemark"), Path.of("java"))
        .uninstall(installed)
        .forEach(out::println);
    if (installations.all().isEmpty()) {
      new Units(PathArgument.of(units)).uninstall();
    }
    out.println(
        "Deactivate policy "
            + policy
            + " on the primary now: without its lists it saves all that it selects.");
    out.println("Its base stays until: tidemark consumer forget " + installed.consumer());
    out.flush();
    return ExitCode.DONE.number();
  }
}
