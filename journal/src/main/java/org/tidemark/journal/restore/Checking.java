package org.tidemark.journal.restore;

import java.util.List;
import java.util.Map;
import org.tidemark.journal.list.ManifestSink;
import org.tidemark.journal.model.PathBytes;

/** Takes nothing: for reading a manifest only to see that it is whole. */
final class Checking implements ManifestSink {
  @Override
  public void present(PathBytes path, char type) {}

  @Override
  public void removed(PathBytes path) {}

  @Override
  public void names(PathBytes directory, Map<String, Character> names) {}

  @Override
  public void linked(List<PathBytes> paths) {}

  @Override
  public void unknown(PathBytes path) {}

  @Override
  public void attributes(PathBytes directory, long offset) {}
}
