package org.tidemark.journal.window;

import java.io.IOException;
import java.util.List;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.PathBytes;

/**
 * What a list found, beyond its entries. Called by the thread that makes the list, in its order.
 */
interface Facts {
  /** For a list without a window. */
  Facts NONE = new NoFacts();

  /** A directory was once renamed so. */
  void renamed(PathBytes from, PathBytes to) throws IOException;

  /** Reads directories ahead for {@link #around}; a new one for each thread. */
  DescribedDirectory.Reader reader();

  /**
   * What was read ahead of the directory in which the next path lies.
   *
   * @param directory null if nothing was
   */
  void around(DescribedDirectory directory);

  /** The path exists. */
  void exists(Candidate candidate, FileStat stat) throws IOException;

  /** Topmost missing path. */
  void removed(PathBytes path) throws IOException;

  /** One level is listed. */
  void contents(PathBytes directory, String why) throws IOException;

  /** Everything below is listed although we saw all that happened. */
  void subtree(PathBytes directory, String why) throws IOException;

  /**
   * Files in this directory, which the list does not cover, may have changed, and may have names
   * that it covers.
   *
   * @param deep all below it too
   */
  void elsewhere(PathBytes directory, boolean deep) throws IOException;

  /** Nobody can say what happened at this path and below it. */
  void unknown(PathBytes path, String why) throws IOException;

  /** The path is listed behind the main part, as another name of a file or found by handle. */
  void alsoListed(PathBytes path) throws IOException;

  /** These paths are names of one file, and are listed so. */
  void linked(List<PathBytes> listed) throws IOException;

  /** Keeps nothing. */
  final class NoFacts implements Facts {
    @Override
    public void renamed(PathBytes from, PathBytes to) {}

    @Override
    public DescribedDirectory.Reader reader() {
      return (path, descriptor) -> null;
    }

    @Override
    public void around(DescribedDirectory directory) {}

    @Override
    public void exists(Candidate candidate, FileStat stat) {}

    @Override
    public void removed(PathBytes path) {}

    @Override
    public void contents(PathBytes directory, String why) {}

    @Override
    public void subtree(PathBytes directory, String why) {}

    @Override
    public void elsewhere(PathBytes directory, boolean deep) {}

    @Override
    public void unknown(PathBytes path, String why) {}

    @Override
    public void alsoListed(PathBytes path) {}

    @Override
    public void linked(List<PathBytes> listed) {}
  }
}
