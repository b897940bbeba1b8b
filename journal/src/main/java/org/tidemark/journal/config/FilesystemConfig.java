package org.tidemark.journal.config;

import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;

/**
 * A tree to watch.
 *
 * @param name of its section; empty for a path given on the command line
 * @param path as written, perhaps leading through symbolic links
 * @param nested whether filesystems mounted below belong to it
 * @param exclusions absolute paths, or globs for one name; one character per byte
 */
public record FilesystemConfig(
    String name, PathBytes path, boolean nested, List<String> exclusions, SourceChoice source) {
  public FilesystemConfig {
    exclusions = List.copyOf(exclusions);
  }
}
