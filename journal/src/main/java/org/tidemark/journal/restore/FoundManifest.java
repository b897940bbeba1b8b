package org.tidemark.journal.restore;

import java.io.IOException;
import java.io.InputStream;
import org.tidemark.journal.list.ManifestHeader;
import org.tidemark.journal.model.PathBytes;

/** A manifest whose header was read, and where it lies. */
record FoundManifest(ManifestHeader header, BeneathTree tree, PathBytes path) {
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
}
