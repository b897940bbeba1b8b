package org.tidemark.rsync;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Programs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark rsync points}. */
@Command(
    name = "points",
    mixinStandardHelpOptions = true,
    description = "Lists the points in time to which a mirror can be taken back.")
final class PointsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PointOptions options;

  @Override
  public Integer call() throws TidemarkException {
    try (Mirror mirror = options.mirror(new Programs())) {
      MirrorPoints points = options.pointsOf(mirror);
      PrintWriter out = spec.commandLine().getOut();
      out.print(options.json() ? PointsText.json(points) : PointsText.text(points));
      out.flush();
      return 0;
    }
  }
}
