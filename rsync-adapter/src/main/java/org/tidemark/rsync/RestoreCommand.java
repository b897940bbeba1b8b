package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.Restore;
import org.tidemark.rsync.points.RsyncSource;
import org.tidemark.rsync.points.Step;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark rsync restore}. Paths hold one character per byte. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = "Makes in a directory what a mirror was at a point in time.")
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PointOptions options;

  @Option(
      names = "--at",
      required = true,
      paramLabel = "P",
      description =
          "A point's number, 'newest', or a time (2026-03-01T02:00, 2d ago as 2d): then the newest"
              + " point that is not later.")
  private String at;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description =
          "Directory of this machine: missing, empty, or that of an earlier restore, of which only"
              + " what differs is read.")
  private String to;

  @Option(
      names = "--overwrite",
      description = "Let DIR hold whatever it does: what the point does not have is deleted there.")
  private boolean overwrite;

  @Parameters(
      paramLabel = "PATH",
      description = "Restore these names alone, relative to the mirror, and what is below them.")
  private List<String> paths = new ArrayList<>();

  @Override
  public Integer call() throws TidemarkException {
    Programs programs = new Programs();
    StateFolder folder = options.folder();
    boolean moving = !options.json() && Terminal.isPresent();
    try (Mirror mirror = options.mirror(programs);
        ProgressTerminal terminal = new ProgressTerminal(moving)) {
      PathBytes target = new ByteFiles(programs).real(to);
      options.settle(folder, mirror, terminal::message);
      try (MirrorLock lock =
          MirrorLock.toRead(folder, mirror, "restore " + target, terminal::message)) {
        MirrorPoints points = options.pointsOf(mirror);
        Step point =
            PointChoice.of(at, points.chain().points(), Clock.system(ZoneId.systemDefault()));
        new RestorePlaces(points, target, new ByteFiles(programs)).prepare();
        Restore restore =
            new Restore(
                programs, source(mirror, programs), points.folder(), lock.workFolder(), terminal);
        Restore.Outcome outcome =
            restore.run(
                new Restore.Request(
                    points.chain(), point.number(), selected(), mirror.path(), target, overwrite));
        terminal.clear();
        return report(point, target, outcome);
      }
    }
  }

  private RsyncSource source(Mirror mirror, Programs programs) throws TidemarkException {
    String rsync = RsyncProgram.find(programs).path();
    String target = mirror.target();
    String front = target.substring(0, target.length() - mirror.path().latin1().length());
    Host host = mirror.host().orElseThrow();
    return new RsyncSource(host, rsync, front, mirror.options(options.rsync()));
  }

  private List<PathBytes> selected() throws TidemarkException {
    List<PathBytes> out = new ArrayList<>();
    for (String path : paths) {
      try {
        out.add(PathBytes.ofLatin1("/" + path));
      } catch (IllegalArgumentException e) {
        throw new TidemarkException(
            ExitCode.USAGE, e.getMessage(), "Name paths relative to the mirror.");
      }
    }
    return out.isEmpty() ? List.of(PathBytes.ROOT) : out;
  }

  private int report(Step point, PathBytes target, Restore.Outcome outcome) {
    boolean whole = outcome.complete() && outcome.lost().isEmpty();
    ExitCode code = whole ? ExitCode.DONE : ExitCode.PARTIAL;
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        options.json() ? json(point, target, outcome, code) : text(point, target, outcome, whole));
    out.flush();
    return code.number();
  }

  private static String text(Step point, PathBytes target, Restore.Outcome outcome, boolean whole) {
    StringBuilder out = new StringBuilder();
    outcome.lost().forEach(path -> out.append("lost:     .").append(path).append('\n'));
    out.append("point:    ").append(point.number()).append(", ");
    out.append(outcome.undone()).append(" steps undone\n");
    out.append("restored: ").append(target).append('\n');
    return out.append("result:   ")
        .append(whole ? "complete" : "not complete")
        .append('\n')
        .toString();
  }

  private static String json(Step point, PathBytes target, Restore.Outcome outcome, ExitCode code) {
    JsonObject out = new JsonObject();
    out.addProperty("point", point.number());
    out.addProperty("to", target.toString());
    out.addProperty("stepsUndone", outcome.undone());
    JsonArray lost = new JsonArray();
    outcome.lost().forEach(path -> lost.add(path.toString()));
    out.add("lost", lost);
    out.addProperty("exit", code.number());
    return out + "\n";
  }
}
