package org.tidemark.journal.list;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.PathBytes;

/** Takes what a manifest says, in its order; each path lies in what the window covered. */
public interface ManifestSink {
  /**
   * The name was there.
   *
   * @param type d directory, l link, f other file
   */
  void present(PathBytes path, char type) throws IOException;

  /** The name was gone, and all below it. */
  void removed(PathBytes path) throws IOException;

  /**
   * All names that the directory had.
   *
   * @param names one character per byte; types as in {@link #present}, or x: excluded
   */
  void names(PathBytes directory, Map<String, Character> names) throws IOException;

  /** All of them were there, and were one file. */
  void linked(List<PathBytes> paths) throws IOException;

  /** Nobody can say what became of the path and of all below it. */
  void unknown(PathBytes path) throws IOException;

  /**
   * The attributes of a directory stand here.
   *
   * @param offset of their line, for {@link ManifestReader#attributesAt}
   */
  void attributes(PathBytes directory, long offset) throws IOException;
}
