package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tidemark.rsync.points.NulRecords;

/** Hands names that drifted to the passes that mend them. For one plan, by one thread. */
final class DriftNames {
  private final PassNames names;
  private final Removals removals;
  private String swept = "";
  private boolean root;

  /**
   * @param names of the passes, open
   */
  DriftNames(PassNames names, Removals removals) {
    this.names = names;
    this.removals = removals;
  }

  /**
   * Adds each name of a file.
   *
   * @param file of names in the form of {@link org.tidemark.rsync.points.MirrorName}, sorted, each
   *     with a NUL behind
   */
  void addAll(Path file) throws IOException {
    try (NulRecords in = new NulRecords(Files.newInputStream(file))) {
      for (String name = in.next(); name != null; name = in.next()) {
        if (name.equals(".")) {
          root = true;
        } else {
          add(name);
          sweep(name.substring(0, name.lastIndexOf('/')));
        }
      }
    }
  }

  /** Adds one that is not the mirror itself. */
  void add(String name) throws IOException {
    names.add(Pass.DRIFT, relative(name));
  }

  /** Where rsync cannot be told of missing names, their directories are compared by name. */
  private void sweep(String directory) throws IOException {
    if (removals == Removals.BY_DIRECTORY && !directory.equals(swept)) {
      names.add(Pass.REMOVALS, relative(directory));
      swept = directory;
    }
  }

  private static byte[] relative(String name) {
    String path = name.length() > 2 ? name.substring(2) : "";
    return path.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** True if the mirror itself was among them. */
  boolean holdRoot() {
    return root;
  }
}
