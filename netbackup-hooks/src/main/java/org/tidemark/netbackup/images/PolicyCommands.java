package org.tidemark.netbackup.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.host.Programs;
import org.tidemark.netbackup.site.Openv;

/** Asks by {@code bppllist} and {@code bpgetconfig}, which few clients have or may use. */
public final class PolicyCommands implements Policies {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Openv openv;
  private final Programs programs;

  public PolicyCommands(Openv openv) {
    this.openv = openv;
    this.programs = new Programs();
  }

  @Override
  public Optional<PolicyFacts> policy(String name) throws TidemarkException {
    Path program = openv.adminCommand("bppllist");
    if (!Files.isExecutable(program)) {
      return Optional.empty();
    }
    Programs.Result result = programs.run(List.of(Programs.word(program), name, "-U"), PATIENCE);
    return result.exit() == 0 ? Optional.of(PolicyReport.read(result.output())) : Optional.empty();
  }

  @Override
  public Map<String, String> settings(String server) throws TidemarkException {
    Path program = openv.adminCommand("bpgetconfig");
    if (!Files.isExecutable(program) || server.isEmpty()) {
      return Map.of();
    }
    Programs.Result result =
        programs.run(
            List.of(
                Programs.word(program),
                "-M",
                server,
                "BPSTART_TIMEOUT",
                "BPEND_TIMEOUT",
                "CLIENT_READ_TIMEOUT"),
            PATIENCE);
    return result.exit() == 0 ? settingsIn(result.output()) : Map.of();
  }

  /** Lines {@code KEY = value}; the first of a key counts. */
  static Map<String, String> settingsIn(String output) {
    Map<String, String> out = new HashMap<>();
    for (String line : output.split("\r?\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        out.putIfAbsent(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return out;
  }
}
