package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.Step;
import org.tidemark.rsync.points.Verify;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark rsync verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Reads the files of a mirror, and what its points saved, and compares them with the"
            + " checksums that backups recorded.")
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PointOptions options;

  @Option(
      names = "--at",
      paramLabel = "P",
      description =
          "Also what a restore of this point would read: a point's number, 'newest' or a time.")
  private String at = "";

  @Override
  public Integer call() throws TidemarkException {
    StateFolder folder = options.folder();
    boolean moving = !options.json() && Terminal.isPresent();
    try (Mirror mirror = options.mirror(new Programs());
        ProgressTerminal terminal = new ProgressTerminal(moving);
        MirrorLock lock = MirrorLock.toRead(folder, mirror, "verify " + mirror)) {
      MirrorPoints points = options.pointsOf(mirror);
      Verify verify =
          new Verify(mirror.host().orElseThrow(), points.folder(), lock.workFolder(), terminal);
      Verify.Outcome outcome = verify.mirror(mirror.path());
      if (!at.isEmpty()) {
        outcome = outcome.and(verify.saved(newerThanChosen(points)));
      }
      terminal.clear();
      return report(outcome);
    }
  }

  private List<Step> newerThanChosen(MirrorPoints points) throws TidemarkException {
    Step point = PointChoice.of(at, points.chain().points(), Clock.system(ZoneId.systemDefault()));
    return points.chain().newerThan(point.number());
  }

  private int report(Verify.Outcome outcome) {
    ExitCode code = outcome.differences().isEmpty() ? ExitCode.DONE : ExitCode.FOUND;
    PrintWriter out = spec.commandLine().getOut();
    out.print(options.json() ? json(outcome, code) : text(outcome));
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
    String result = outcome.differences().isEmpty() ? "no difference" : "differences were found";
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
