package org.tidemark.bench.contender;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tidemark command of the runnable tree, with a configuration of its own.
 *
 * @param command {@code bin/tidemark}
 * @param configuration names the run folder, so that nothing of an installed daemon is touched
 */
public record Launcher(Path command, Path configuration) {
  /** A command line that speaks to the daemon with this state folder, or is that daemon. */
  public List<String> on(Path state, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(command.toString());
    line.addAll(List.of(arguments));
    line.addAll(List.of("--state", state.toString(), "--config", configuration.toString()));
    return line;
  }
}
