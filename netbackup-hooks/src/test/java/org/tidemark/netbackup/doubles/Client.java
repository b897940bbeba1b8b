package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * The machine that is saved. Immutable.
 *
 * @param trees what of this machine belongs to it
 */
record Client(String name, OpenvFolder openv, List<PathBytes> trees) {
  Client {
    trees = List.copyOf(trees);
  }

  Machine machine() {
    return new Machine(trees);
  }

  Path configuration() {
    return openv.netbackup().resolve("bp.conf");
  }

  /** Whether {@code bp.conf} has a line {@code NAME = YES}, or the name alone. */
  boolean hasSetting(String setting) {
    return lines().stream()
        .map(line -> line.replace(" ", ""))
        .anyMatch(line -> line.equals(setting) || line.equals(setting + "=YES"));
  }

  List<String> lines() {
    try {
      return Files.exists(configuration()) ? Files.readAllLines(configuration()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
