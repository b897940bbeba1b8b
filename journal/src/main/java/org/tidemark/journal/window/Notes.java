package org.tidemark.journal.window;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.PathBytes;

/**
 * What a list's header says to people; failures are named up to a limit and counted. One thread.
 */
final class Notes {
  private static final int NAMED = 10;

  private final Set<String> lines = new LinkedHashSet<>();
  private int failures;

  void add(String line) {
    lines.add(line);
  }

  void failed(PathBytes path, int errno) {
    failures++;
    if (failures <= NAMED) {
      lines.add("could not look at " + path + ": " + Errno.describe(errno));
    }
  }

  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    if (failures > NAMED) {
      all.add("could not look at " + (failures - NAMED) + " other names");
    }
    return all;
  }
}
