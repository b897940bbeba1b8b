package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.Expire;
import org.tidemark.rsync.points.KeepRules;
import org.tidemark.rsync.points.Step;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark rsync expire}. */
@Command(
    name = "expire",
    mixinStandardHelpOptions = true,
    description = "Drops the points in time that no rule keeps; the newest stays in any case.")
final class ExpireCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PointOptions options;

  @Option(names = "--keep-last", paramLabel = "N", description = "Keep the N newest points.")
  private int last;

  @Option(
      names = "--keep-daily",
      paramLabel = "N",
      description = "Keep the newest point of each of the last N days that have any.")
  private int daily;

  @Option(names = "--keep-weekly", paramLabel = "N", description = "The same for weeks.")
  private int weekly;

  @Option(names = "--keep-monthly", paramLabel = "N", description = "The same for months.")
  private int monthly;

  @Option(names = "--dry-run", description = "Say what would go; change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws TidemarkException {
    KeepRules rules = rules();
    StateFolder folder = options.folder();
    boolean moving = !options.json() && Terminal.isPresent();
    try (Mirror mirror = options.mirror(new Programs());
        ProgressTerminal terminal = new ProgressTerminal(moving);
        MirrorLock lock =
            MirrorLock.toChange(folder, mirror, "expire " + mirror, terminal::message)) {
      MirrorPoints points = options.pointsOf(mirror);
      points.requireAlone();
      points.settle(lock.workFolder());
      SortedSet<Long> kept = kept(points, rules);
      Expire expire =
          new Expire(mirror.host().orElseThrow(), points.folder(), lock.workFolder(), terminal);
      Expire.Outcome outcome = expire.keep(points.steps(), points.chain(), kept, dryRun);
      terminal.clear();
      PrintWriter out = spec.commandLine().getOut();
      out.print(options.json() ? json(kept, outcome) : text(kept, outcome));
      out.flush();
      return ExitCode.DONE.number();
    }
  }

  private KeepRules rules() throws TidemarkException {
    if (IntStream.of(last, daily, weekly, monthly).anyMatch(number -> number < 0)) {
      throw new TidemarkException(
          ExitCode.USAGE,
          "fewer points than none cannot be kept",
          "Give --keep-daily 30, or the like; 0 is as if the option were not there.");
    }
    KeepRules rules = new KeepRules(last, daily, weekly, monthly);
    if (rules.isEmpty()) {
      throw new TidemarkException(
          ExitCode.USAGE,
          "nothing says which points to keep",
          "Give --keep-daily 30, or the like.");
    }
    return rules;
  }

  /** Points that cannot be restored must not stand in for any that can, and age like them. */
  private static SortedSet<Long> kept(MirrorPoints points, KeepRules rules) {
    ZoneId zone = ZoneId.systemDefault();
    List<Step> restorable = points.chain().points();
    SortedSet<Long> kept = new TreeSet<>(rules.kept(points(restorable), zone));
    List<Step> every = points.steps().stream().filter(Step::isPoint).toList();
    SortedSet<Long> ofAll = rules.kept(points(every), zone);
    every.stream()
        .filter(step -> !restorable.contains(step) && ofAll.contains(step.number()))
        .forEach(step -> kept.add(step.number()));
    return kept;
  }

  private static Collection<KeepRules.Point> points(List<Step> steps) {
    return steps.stream()
        .map(step -> new KeepRules.Point(step.number(), step.done().orElseThrow().millis()))
        .toList();
  }

  private String text(SortedSet<Long> kept, Expire.Outcome outcome) {
    return "kept:     "
        + kept.size()
        + " points\n"
        + (dryRun ? "to drop:  " : "dropped:  ")
        + outcome.dropped().size()
        + " points"
        + (outcome.dropped().isEmpty() ? "" : " " + outcome.dropped())
        + "\n"
        + (dryRun ? "to go:    " : "removed:  ")
        + outcome.removed().size()
        + " steps"
        + (dryRun ? "\n" : ", and " + outcome.objects() + " saved objects of others\n");
  }

  private String json(SortedSet<Long> kept, Expire.Outcome outcome) {
    JsonObject out = new JsonObject();
    out.add("kept", array(kept));
    out.add("dropped", array(outcome.dropped()));
    out.add("removed", array(outcome.removed()));
    out.addProperty("objects", outcome.objects());
    out.addProperty("dryRun", dryRun);
    return out + "\n";
  }

  private static JsonArray array(Collection<Long> numbers) {
    JsonArray out = new JsonArray();
    numbers.forEach(out::add);
    return out;
  }
}
