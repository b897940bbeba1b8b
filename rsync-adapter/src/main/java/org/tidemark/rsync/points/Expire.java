package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Drops points. A point is dropped durably before anything goes that it alone needs, and what goes
 * is needed by no other; so it may be ended at any instant, and a later run finishes the work. The
 * mirror's lock must be held.
 */
public final class Expire {
  /** The end of each is no point any more: {@code done} gets another name. */
  private static final String DROP =
      """
      for step in "$@"; do
        if [ -e "$step/done" ]; then mv -- "$step/done" "$step/dropped" || exit 1; fi
        sync "$step" || exit 1
      done
      """;

  /** Their checksums stay: those of files that are still on the mirror are among them. */
  private static final String REMOVE =
      """
      mkdir -p -m 700 sums || exit 1
      for step in "$@"; do
        if [ -e "$step/sums" ]; then mv -- "$step/sums" "sums/$step" || exit 1; fi
        if [ -e "$step" ]; then mv -- "$step" "$step.gone" || exit 1; fi
      done
      sync . sums || exit 1
      rm -rf -- [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9].gone
      """;

  private static final String STRIP =
      """
      for step in "$@"; do
        rm -rf -- "$step/tree" "$step/renames" "$step/before" "$step/xattrs" || exit 1
      done
      """;

  private static final String SWEPT =
      """
      for step in "$@"; do
        if [ -e "$step/dropped" ]; then mv -- "$step/dropped" "$step/swept" || exit 1; fi
      done
      """;

  private static final String PENDING =
      """
      for step in [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]; do
        if [ -e "$step/dropped" ]; then echo "$step"; fi
      done
      """;

  /** What went, or would go. */
  public record Outcome(List<Long> dropped, List<Long> removed, long objects) {
    public Outcome {
      dropped = List.copyOf(dropped);
      removed = List.copyOf(removed);
    }
  }

  private final Host host;
  private final PointsFolder points;
  private final Path work;
  private final Progress progress;

  /**
   * @param work an empty folder of this machine, for this run alone
   */
  public Expire(Host host, PointsFolder points, Path work, Progress progress) {
    this.host = host;
    this.points = points;
    this.work = work;
    this.progress = progress;
  }

  /**
   * Keeps nothing but these points.
   *
   * @param kept numbers of points; of the chain the newest is among them
   * @param dryRun whether nothing is to be changed
   */
  public Outcome keep(List<Step> all, Chain chain, Set<Long> kept, boolean dryRun)
      throws TidemarkException {
    ExpirePlan plan = ExpirePlan.of(all, chain, kept, pending());
    if (dryRun) {
      return new Outcome(plan.dropped(), plan.removed(), 0);
    }
    run(DROP, plan.dropped());
    progress.begins("steps removed", plan.removed().size());
    run(REMOVE, plan.removed());
    run(STRIP, plan.stripped());
    long objects = 0;
    for (List<Step> group : plan.swept()) {
      objects += sweep(group);
    }
    return new Outcome(plan.dropped(), plan.removed(), objects);
  }

  private Set<Long> pending() throws TidemarkException {
    Programs.Result result = host.run(Program.of("sh", "-c", PENDING).in(points.path()));
    requireDone(result);
    Set<Long> out = new HashSet<>();
    result.output().lines().forEach(line -> out.add(Long.parseLong(line)));
    return out;
  }

  private long sweep(List<Step> newestFirst) throws TidemarkException {
    List<Long> numbers = newestFirst.stream().map(Step::number).toList();
    progress.begins("looking for what nobody can see", numbers.size());
    List<Origin> unseen = Unseen.in(new StepLoader(host, points, work).load(newestFirst));
    Map<Long, List<PathBytes>> byStep = new TreeMap<>();
    unseen.forEach(
        origin -> byStep.computeIfAbsent(origin.step(), n -> new ArrayList<>()).add(origin.path()));
    for (Map.Entry<Long, List<PathBytes>> entry : byStep.entrySet()) {
      delete(points.step(entry.getKey()).tree(), entry.getValue());
    }
    run(SWEPT, numbers);
    return unseen.size();
  }

  private void delete(PathBytes tree, List<PathBytes> names) throws TidemarkException {
    Path file = work.resolve("delete");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (PathBytes name : names) {
        out.write((MirrorName.text(name) + "\0").getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      throw new TidemarkException(ExitCode.STATE_UNUSABLE, "cannot write " + file, "", e);
    }
    requireDone(
        host.run(Program.of("xargs", "-0", "-r", "rm", "-rf", "--").in(tree).reading(file)));
  }

  private void run(String script, List<Long> steps) throws TidemarkException {
    if (steps.isEmpty()) {
      return;
    }
    List<String> words = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    steps.forEach(step -> words.add(StepFolder.nameOf(step)));
    requireDone(host.run(new Program("", "", null, words).in(points.path())));
  }

  private void requireDone(Programs.Result result) throws TidemarkException {
    if (result.exit() != 0) {
      throw PointsFolder.failed(
          "cannot tidy up " + points.path() + ": " + PointsFolder.cause(result), null);
    }
  }
}
