package org.tidemark.journal.window;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which mappings of one process have never been writable: one that is read-only now may have been
 * written before, and {@code sh} (VM_SHARED) among its flags in smaps (proc(5)) says so. That file
 * is read once, when the first is asked for. Owned by one thread.
 */
final class UnwrittenMappings {
  private static final String FLAGS = "VmFlags:";

  private final String process;
  private @Nullable Set<String> ranges;

  /**
   * @param process its folder, such as {@code /proc/1}
   */
  UnwrittenMappings(String process) {
    this.process = process;
  }

  /** False also where it cannot be found out. */
  boolean contains(Mapping mapping) {
    Set<String> known = ranges;
    if (known == null) {
      known = read();
      ranges = known;
    }
    return known.contains(mapping.paddedRange());
  }

  private Set<String> read() {
    Set<String> found = new HashSet<>();
    try (BufferedReader smaps =
        Files.newBufferedReader(Path.of(process, "smaps"), StandardCharsets.ISO_8859_1)) {
      String range = "";
      for (String line = smaps.readLine(); line != null; line = smaps.readLine()) {
        if (line.startsWith(FLAGS) && !(line + " ").contains(" sh ")) {
          found.add(range);
        } else if (isFirst(line)) {
          range = line.substring(0, line.indexOf(' '));
        }
      }
      return found;
    } catch (IOException e) {
      return Set.of();
    }
  }

  /** The first line of a mapping begins with its range, the others with a word and a colon. */
  private static boolean isFirst(String line) {
    int blank = line.indexOf(' ');
    return blank > 0 && line.charAt(blank - 1) != ':';
  }
}
