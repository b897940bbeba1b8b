package org.tidemark.netbackup;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.images.ImageCommands;
import org.tidemark.netbackup.runs.Confirmation;
import org.tidemark.netbackup.runs.PrimaryWord;
import org.tidemark.netbackup.runs.Surroundings;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code tidemark netbackup confirm}: run by a timer, or, with a status, for {@code
 * backup_exit_notify} on the primary.
 */
@Command(
    name = "confirm",
    mixinStandardHelpOptions = true,
    description = "Commits the windows of jobs whose images are in NetBackup's catalogue.")
final class ConfirmCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Mixin private PolicyOptions policies;

  @Option(
      names = "--status",
      paramLabel = "N",
      description = "What backup_exit_notify was told; without it the catalogue is asked.")
  private Integer status;

  @Option(
      names = "--stream",
      paramLabel = "K",
      defaultValue = "0",
      description = "Stream, as backup_exit_notify was told.")
  private int stream;

  @Option(
      names = "--done-trying",
      paramLabel = "D",
      defaultValue = "1",
      description = "0 if NetBackup will try again.")
  private int doneTrying;

  @Option(
      names = "--said",
      paramLabel = "SECONDS",
      description = "When the primary said so, in seconds since 1970; without it now.")
  private Long said;

  @Override
  public Integer call() throws TidemarkException {
    Surroundings surroundings =
        Surroundings.of(options.stateFolder(), options::connect, new NativeKernel());
    return (status == null ? byImages(surroundings) : byPrimary(surroundings)).number();
  }

  private ExitCode byImages(Surroundings surroundings) throws TidemarkException {
    ExitCode worst = ExitCode.DONE;
    for (Installation each : policies.in(surroundings.state())) {
      try {
        print(each, new Confirmation(surroundings).byImages(each, new ImageCommands(each.openv())));
      } catch (TidemarkException e) {
        surroundings
            .log()
            .say(each.policy() + "/" + each.schedule(), "confirm: " + e.forOperator());
        print(each, List.of(e.forOperator()));
        worst = e.exitCode();
      }
    }
    return worst;
  }

  private ExitCode byPrimary(Surroundings surroundings) throws TidemarkException {
    if (!policies.isGiven()) {
      throw new TidemarkException(
          ExitCode.USAGE, "a status belongs to a policy and a schedule", "Name both.");
    }
    Installations installations = Installations.in(surroundings.state());
    List<Installation> lists =
        installations.find(policies.policy(), policies.schedule()).stream().toList();
    boolean base = lists.isEmpty();
    List<Installation> all =
        base ? installations.basedOn(policies.policy(), policies.schedule()) : lists;
    if (all.isEmpty()) {
      throw new TidemarkException(
          ExitCode.USAGE, "nothing is installed for that policy and schedule", "");
    }
    long millis = said == null ? surroundings.clock().millis() : said * 1000;
    PrimaryWord word = new PrimaryWord(status, stream, doneTrying != 0, millis);
    List<TidemarkException> failures = new ArrayList<>();
    for (Installation each : all) {
      try {
        print(each, new Confirmation(surroundings).byPrimary(each, base, word));
      } catch (TidemarkException e) {
        print(each, List.of(e.forOperator()));
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return ExitCode.DONE;
  }

  private void print(Installation installation, List<String> said) {
    PrintWriter out = spec.commandLine().getOut();
    for (String line : said) {
      out.println(installation.policy() + "/" + installation.schedule() + ": " + line);
    }
    out.flush();
  }
}
