package org.tidemark.netbackup;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Openv;
import org.tidemark.netbackup.userbackup.BackupRun;
import org.tidemark.netbackup.userbackup.SavedNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark netbackup backup}. Names hold one character per byte. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a user backup: of the names that lists could not carry, for a policy that was installed;",
      "else of what changed, for a policy with a schedule of type User Backup."
    })
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Option(names = "--policy", required = true, paramLabel = "P", description = "Of that kind.")
  private String policy;

  @Option(names = "--schedule", required = true, paramLabel = "S", description = "Its schedule.")
  private String schedule;

  @Option(
      names = "--level",
      paramLabel = "L",
      description =
          "incremental (since the last backup), cumulative (since the last full), or full. Without"
              + " a base it is full, whatever is asked.")
  private Level level = Level.INCREMENTAL;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "What to save; else all watched trees.")
  private List<PathBytes> paths = new ArrayList<>();

  @Option(names = "--walk-on-gap", description = "Save whole what is in doubt, instead of failing.")
  private boolean walkOnGap;

  @Option(
      names = "--wait",
      paramLabel = "HOURS",
      description = "For the job to end; 24 unless given.")
  private long hours = 24;

  @Option(
      names = "--look",
      paramLabel = "SECONDS",
      description = "How long to look for the image after that; 120 unless given.")
  private long look = 120;

  @Option(
      names = "--client",
      paramLabel = "NAME",
      description = "This client's name in NetBackup's catalogue; else CLIENT_NAME of bp.conf.")
  private String client = "";

  @Option(
      names = "--openv",
      paramLabel = "DIR",
      description = "NetBackup's folder; /usr/openv unless given.")
  private String openv = Openv.USUAL.toString();

  @Override
  public Integer call() throws TidemarkException {
    BackupRun run =
        new BackupRun(
            options.stateFolder(),
            new Openv(PathArgument.of(openv)),
            policy,
            schedule,
            client,
            level,
            paths,
            walkOnGap,
            Duration.ofHours(hours),
            Duration.ofSeconds(look));
    Optional<String> hook = Optional.ofNullable(System.getenv("TIDEMARK_NETBACKUP_HOOK"));
    SavedNames saved = run.run(options::connect, new NativeKernel(), hook);
    PrintWriter out = spec.commandLine().getOut();
    saved.notes().forEach(note -> out.println("  " + note));
    out.println(saved.result().name().toLowerCase(Locale.ROOT) + ": " + saved.why());
    out.flush();
    return exitCode(saved.result()).number();
  }

  private static ExitCode exitCode(SavedNames.Result result) {
    return switch (result) {
      case COMPLETE -> ExitCode.DONE;
      case PARTIAL -> ExitCode.PARTIAL;
      case FAILED -> ExitCode.FAILED;
    };
  }
}
