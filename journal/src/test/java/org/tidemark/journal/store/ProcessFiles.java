package org.tidemark.journal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files that this process holds open, unlinked ones included. */
final class ProcessFiles {
  private ProcessFiles() {}

  static List<String> open() {
    List<String> targets = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        addTarget(descriptor, targets);
      }
      return targets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addTarget(Path descriptor, List<String> targets) throws IOException {
    try {
      targets.add(Files.readSymbolicLink(descriptor).toString());
    } catch (NoSuchFileException e) {
      // Closed since the folder was listed.
      return;
    }
  }
}
