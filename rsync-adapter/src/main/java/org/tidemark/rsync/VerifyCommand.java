package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.BackupRequest.Proofs;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.Chain;
import org.tidemark.rsync.points.Losses;
import org.tidemark.rsync.points.Progress;
import org.tidemark.rsync.points.Step;
import org.tidemark.rsync.points.Verify;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark rsync verify}: of files by their checksums, or of a whole mirror. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Reads the files of a mirror, and with --at what its points saved, and compares them with"
            + " the checksums that backups recorded; changes nothing. With --full: backs up, then"
            + " compares the whole mirror with its source, and mends what differs.")
final class VerifyCommand implements Callable<Integer> {
  private static final String NO_DIFFERENCE =
      "no difference (only 'verify --full' asks the source which names there should be)";

  @Spec private CommandSpec spec;

  @Mixin private PointOptions options;

  @Option(
      names = "--at",
      paramLabel = "P",
      description =
          "Also what a restore of this point would read, and what it would not find: a point's"
              + " number, 'newest' or a time.")
  private String at = "";

  @Option(
      names = "--full",
      description =
          "Make the next backup of the mirror now and then compare all of it with the source, by"
              + " size, time and all attributes. What differs, though it did not change since, is"
              + " told and mended; a point keeps what was there.")
  private boolean full;

  @Option(names = "--checksum", description = "With --full: compare what is in the files, too.")
  private boolean checksum;

  @Option(
      names = "--consumer",
      paramLabel = "C",
      description = "With --full: whose mirror it is, where several had this one.")
  private String consumer = "";

  @Parameters(
      paramLabel = "RSYNC-OPTION",
      description = "With --full, behind --: your own options for rsync, as for a backup.")
  private List<String> rsyncOptions = new ArrayList<>();

  @Override
  public Integer call() throws TidemarkException {
    refuseMixedUp();
    return full ? prove() : verify();
  }

  private void refuseMixedUp() throws TidemarkException {
    if (full ? !at.isEmpty() : !onlyWithFull().isEmpty()) {
      throw new TidemarkException(
          ExitCode.USAGE,
          full ? "--full and --at exclude each other" : onlyWithFull() + " needs --full",
          "verify [--at P] reads checksums that were recorded; verify --full [--checksum]"
              + " [--consumer C] [-- RSYNC-OPTIONS] compares the mirror with its source.");
    }
  }

  /** The first that was given of what belongs to a proof; empty if nothing was. */
  private String onlyWithFull() {
    if (checksum) {
      return "--checksum";
    }
    if (!consumer.isEmpty()) {
      return "--consumer";
    }
    return rsyncOptions.isEmpty() ? "" : "'" + rsyncOptions.get(0) + "'";
  }

  private int prove() throws TidemarkException {
    StateFolder folder = options.folder();
    BackupRequest request;
    try (Mirror mirror = options.mirror(new Programs())) {
      ProofMemory known = ProofMemories.of(folder.proofs(), mirror, consumer);
      String method = checksum ? ProofMemory.CHECKSUM : ProofMemory.QUICK;
      request = options.backup(known, rsyncOptions).with(new Proofs(Optional.empty(), method));
    }
    Terminal terminal = new Terminal(!options.json() && Terminal.isPresent());
    try {
      BackupReport report =
          new RsyncBackup(options::connect, folder.state(), "", terminal).run(request);
      terminal.clear();
      return print(
          options.json() ? ReportText.json(report) : ReportText.text(report), report.code());
    } finally {
      terminal.clear();
    }
  }

  private int verify() throws TidemarkException {
    StateFolder folder = options.folder();
    boolean moving = !options.json() && Terminal.isPresent();
    try (Mirror mirror = options.mirror(new Programs());
        ProgressTerminal terminal = new ProgressTerminal(moving)) {
      if (!at.isEmpty()) {
        options.settle(folder, mirror, terminal::message);
      }
      try (MirrorLock lock =
          MirrorLock.toRead(folder, mirror, "verify " + mirror, terminal::message)) {
        Verify.Outcome outcome =
            compared(options.pointsOf(mirror), mirror.host().orElseThrow(), lock, terminal);
        terminal.clear();
        return report(outcome);
      }
    }
  }

  private Verify.Outcome compared(
      MirrorPoints points, Host host, MirrorLock lock, Progress progress) throws TidemarkException {
    Chain chain = points.chain();
    Optional<Step> point = Optional.empty();
    if (!at.isEmpty()) {
      Clock clock = Clock.system(ZoneId.systemDefault());
      point = Optional.of(PointChoice.of(at, chain.points(), clock));
    }
    PathBytes mirror = points.mirror().path();
    Verify verify = new Verify(host, points.folder(), lock.workFolder(), progress);
    boolean atRest = chain.newest().map(Step::isPoint).orElse(false);
    Verify.Outcome outcome = verify.mirror(mirror, atRest);
    if (point.isPresent()) {
      long number = point.get().number();
      Losses losses = new Losses(host, points.folder(), mirror, lock.workFolder());
      outcome = outcome.and(verify.saved(chain.newerThan(number)));
      outcome = outcome.and(new Verify.Outcome(0, 0, losses.of(chain, number)));
    }
    return outcome;
  }

  private int report(Verify.Outcome outcome) {
    ExitCode code = outcome.differences().isEmpty() ? ExitCode.DONE : ExitCode.FOUND;
    return print(options.json() ? json(outcome, code) : text(outcome), code);
  }

  private int print(String text, ExitCode code) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
    return code.number();
  }

  private static String text(Verify.Outcome outcome) {
    StringBuilder out = new StringBuilder();
    for (Verify.Difference difference : outcome.differences()) {
      out.append("differs:  .").append(difference.path());
      out.append(": ").append(difference.what()).append('\n');
    }
    out.append("files:    ").append(outcome.files()).append('\n');
    out.append("unknown:  ").append(outcome.unknown());
    out.append(" without a checksum of their present state\n");
    String result = outcome.differences().isEmpty() ? NO_DIFFERENCE : "differences were found";
    return out.append("result:   ").append(result).append('\n').toString();
  }

  private static String json(Verify.Outcome outcome, ExitCode code) {
    JsonObject out = new JsonObject();
    out.addProperty("files", outcome.files());
    out.addProperty("unknown", outcome.unknown());
    JsonArray list = new JsonArray();
    for (Verify.Difference difference : outcome.differences()) {
      JsonObject one = new JsonObject();
      one.addProperty("path", difference.path().toString());
      one.addProperty("what", difference.what());
      list.add(one);
    }
    out.add("differences", list);
    out.addProperty("exit", code.number());
    return out + "\n";
  }
}
