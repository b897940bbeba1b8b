package org.tidemark.journal.list;

import java.util.List;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;

/**
 * What a manifest's first line says.
 *
 * @param journal the id of the journal that the sequence numbers belong to
 * @param base changes after it are told; 0 for a FULL, which tells nothing
 * @param asked the level that was asked for
 * @param level the level that the list has: FULL where there was no usable base
 * @param madeMillis wall clock of the host when the list was begun, milliseconds since 1970
 * @param paths what the window covered
 */
public record ManifestHeader(
    long window,
    String consumer,
    String journal,
    long base,
    long end,
    Level asked,
    Level level,
    long madeMillis,
    List<PathBytes> paths) {

  public ManifestHeader {
    paths = List.copyOf(paths);
  }

  /** True if the product was given all, though it may have saved by its own rules only. */
  public boolean isRaised() {
    return level == Level.FULL && asked != Level.FULL;
  }
}
