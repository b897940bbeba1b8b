package org.tidemark.netbackup;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.doctor.Health;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.checks.FilesCheck;
import org.tidemark.netbackup.checks.PolicyCheck;
import org.tidemark.netbackup.images.PolicyCommands;
import org.tidemark.netbackup.runs.Refresh;
import org.tidemark.netbackup.runs.Surroundings;
import org.tidemark.netbackup.site.BpConf;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Openv;
import org.tidemark.netbackup.site.ReadOrder;
import org.tidemark.netbackup.site.Site;
import org.tidemark.netbackup.site.Units;
import org.tidemark.netbackup.site.UserRoute;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark netbackup install}. Names hold one character per byte. */
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description = {
      "Puts hooks and lists for one schedule into NetBackup's folder, checks what can be checked,",
      "and prints what is to be set on the primary. Again, with other options, it changes them."
    })
final class InstallCommand implements Callable<Integer> {
  /** Both or none. */
  static final class UserOptions {
    @Option(
        names = "--user-policy",
        required = true,
        paramLabel = "U",
        description = "Policy for user backups of names that a list cannot carry.")
    private String policy;

    @Option(
        names = "--user-schedule",
        required = true,
        paramLabel = "V",
        description = "Its schedule, of type User Backup.")
    private String schedule;
  }

  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "P",
      description = "The policy that gets lists; it must hold nothing else.")
  private String policy;

  @Option(
      names = "--schedule",
      required = true,
      paramLabel = "S",
      description = "Its schedule, of type Full Backup, run for each backup of changes.")
  private String schedule;

  @Option(
      names = "--level",
      paramLabel = "L",
      description = "incremental (since the last backup), or cumulative (since the last full).")
  private Level level = Level.INCREMENTAL;

  @Option(
      names = "--base-policy",
      required = true,
      paramLabel = "B",
      description = "The policy whose images are the true fulls.")
  private String basePolicy;

  @Option(
      names = "--base-schedule",
      required = true,
      paramLabel = "F",
      description = "Its schedule of type Full Backup.")
  private String baseSchedule;

  @ArgGroup(exclusive = false)
  private UserOptions user;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "What the base saves; else all watched trees.")
  private List<PathBytes> paths = new ArrayList<>();

  @Option(
      names = "--reads",
      paramLabel = "WHEN",
      description =
          "When bpbkar reads its lists: unknown, or late (after bpstart_notify) if that was proven"
              + " on this client.")
  private String reads = "unknown";

  @Option(
      names = "--walk-on-gap",
      description = "Walk what is in doubt, as a full would, instead of failing the job.")
  private boolean walkOnGap;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "How long the start of a job may wait for its list; 180 unless given.")
  private long deadline = Installation.USUAL_DEADLINE.toSeconds();

  @Option(
      names = "--max-entries",
      paramLabel = "N",
      description = "Of a list; beyond it directories are listed whole. 200000 unless given.")
  private long maximumEntries = Installation.USUAL_ENTRIES;

  @Option(
      names = "--largest-directory",
      paramLabel = "N",
      description =
          "How many names a directory may hold that is saved whole because of a name in it that a"
              + " list cannot carry; 10000 unless given.")
  private long largestDirectory = Installation.USUAL_DIRECTORY;

  @Option(names = "--several-streams", description = "The policy allows multiple data streams.")
  private boolean severalStreams;

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

  @Option(
      names = "--tidemark",
      paramLabel = "FILE",
      description = "The command that the hooks run; else this one.")
  private String tidemark = "";

  @Option(
      names = "--units",
      paramLabel = "DIR",
      description = "Where systemd's units lie; /etc/systemd/system unless given.")
  private String units = Units.USUAL.toString();

  @Option(names = "--no-timer", description = "Write no units: lists are refreshed otherwise.")
  private boolean noTimer;

  @Option(
      names = "--unchecked",
      description = "Install although something is wrong with the policies.")
  private boolean unchecked;

  @Option(names = "--dry-run", description = "Only check, and say what would be to be set.")
  private boolean dryRun;

  @Override
  public Integer call() throws TidemarkException {
    Path state = options.stateFolder();
    Path command = tidemark.isEmpty() ? OwnCommand.find() : PathArgument.of(tidemark);
    Installation wanted = wanted();
    Site site = new Site(state, command, Path.of(System.getProperty("java.home")));
    site.refuse(wanted);
    PrintWriter out = spec.commandLine().getOut();
    boolean wrong = check(wanted, state, out);
    if (wrong && !unchecked) {
      out.flush();
      throw new TidemarkException(
          ExitCode.REFUSED,
          "nothing was installed, since backups would lose files",
          "Mend what is red above, or say --unchecked if it is not so.");
    }
    if (!dryRun) {
      site.install(wanted).forEach(path -> out.println("written: " + path));
      timer(state, command, out);
      out.println(firstList(state, wanted));
    }
    out.print(Guide.text(wanted));
    out.flush();
    return ExitCode.DONE.number();
  }

  /** Later ones are made by the timer. */
  private String firstList(Path state, Installation wanted) {
    try {
      Surroundings surroundings = Surroundings.of(state, options::connect, new NativeKernel());
      return "list: " + new Refresh(surroundings).run(wanted).why();
    } catch (TidemarkException e) {
      return "list: none yet: " + e.forOperator();
    }
  }

  private void timer(Path state, Path command, PrintWriter out) throws TidemarkException {
    if (!noTimer) {
      String left = new Units(PathArgument.of(units)).install(state, command);
      out.println(left.isEmpty() ? "written: tidemark-netbackup.timer" : "to be done: " + left);
    }
  }

  /** True if something is wrong. */
  private static boolean check(Installation wanted, Path state, PrintWriter out)
      throws TidemarkException {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(PolicyCheck.look(wanted, state, new PolicyCommands(wanted.openv())));
    findings.addAll(FilesCheck.sitesOwnFiles(wanted));
    for (Finding each : findings) {
      out.println(each.health().name().toLowerCase(Locale.ROOT) + ": " + line(each));
    }
    return findings.stream().anyMatch(each -> each.health() == Health.RED);
  }

  private static String line(Finding finding) {
    return finding.subject() + ": " + finding.text() + "\n  " + finding.hint();
  }

  private Installation wanted() throws TidemarkException {
    try {
      Openv place = new Openv(PathArgument.of(openv));
      String name = client.isEmpty() ? BpConf.of(place).client() : client;
      return Installation.of(place, policy, schedule, level, basePolicy, baseSchedule)
          .withReads(readOrder())
          .withWalkOnGap(walkOnGap)
          .withLimits(Duration.ofSeconds(deadline), maximumEntries, largestDirectory)
          .withPaths(paths)
          .withJobs(name, userRoute(), severalStreams);
    } catch (IllegalArgumentException e) {
      throw new TidemarkException(ExitCode.USAGE, e.getMessage(), "", e);
    }
  }

  private ReadOrder readOrder() {
    return switch (reads) {
      case "unknown" -> ReadOrder.UNKNOWN;
      case "late" -> ReadOrder.LATE;
      default -> throw new IllegalArgumentException("--reads is unknown or late");
    };
  }

  private Optional<UserRoute> userRoute() {
    return user == null ? Optional.empty() : Optional.of(new UserRoute(user.policy, user.schedule));
  }
}
