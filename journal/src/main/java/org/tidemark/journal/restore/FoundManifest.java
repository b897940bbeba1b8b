package org.tidemark.journal.restore;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import org.tidemark.journal.list.ManifestHeader;
import org.tidemark.journal.model.PathBytes;

/** A manifest whose header was read, and where it lies. */
record FoundManifest(ManifestHeader header, BeneathTree tree, PathBytes path) {
  /** For those of one journal: positions and numbers of windows only grow. */
  static final Comparator<FoundManifest> BY_END =
      Comparator.<FoundManifest>comparingLong(each -> each.header.end())
          .thenComparingLong(each -> each.header.window());

  InputStream open() throws IOException {
    return tree.openFile(path);
  }

  PathBytes place() {
    return tree.place(path);
  }

  /** The same window's manifest may lie in two places. */
  boolean isSameWindow(FoundManifest other) {
    return header.window() == other.header.window()
        && header.journal().equals(other.header.journal())
        && header.consumer().equals(other.header.consumer());
  }

  boolean isOfSameJournal(FoundManifest other) {
    return header.journal().equals(other.header.journal());
  }

  /** In one journal its positions tell, whatever the clock was set to; else only the times do. */
  boolean isBefore(FoundManifest other) {
    return isOfSameJournal(other)
        ? BY_END.compare(this, other) < 0
        : header.madeMillis() < other.header.madeMillis();
  }
}
