package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder that stands for {@code /usr/openv}. Immutable. */
public record OpenvFolder(Path directory) {
  static OpenvFolder create(Path directory) throws IOException {
    OpenvFolder made = new OpenvFolder(directory);
    Files.createDirectories(made.adminCommands());
    Files.createDirectories(made.netbackup().resolve("bin/goodies"));
    Files.createDirectories(made.userOps());
    return made;
  }

  public Path netbackup() {
    return directory.resolve("netbackup");
  }

  public Path commands() {
    return netbackup().resolve("bin");
  }

  public Path adminCommands() {
    return commands().resolve("admincmd");
  }

  public Path userOps() {
    return netbackup().resolve("logs/user_ops");
  }

  /** The existing files {@code NAME.POLICY.SCHEDULE}, {@code NAME.POLICY}, {@code NAME}. */
  List<Path> mostSpecificFirst(Path folder, String name, String policy, String schedule) {
    return Stream.of(name + "." + policy + "." + schedule, name + "." + policy, name)
        .map(folder::resolve)
        .filter(Files::exists)
        .toList();
  }

  /** The one list that counts; lists are never merged. */
  Optional<Path> list(String name, String policy, String schedule) {
    return mostSpecificFirst(netbackup(), name, policy, schedule).stream().findFirst();
  }
}
