package org.tidemark.journal.restore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.list.ManifestSink;
import org.tidemark.journal.model.PathBytes;

/**
 * Turns what the manifests say, one after the other, into the final state, without changing
 * anything. What the restored tree does not hold need not be removed, and what nobody called gone
 * need not be kept: both are passed over, so that memory does not grow with the manifests. One
 * thread.
 */
final class Replay implements ManifestSink {
  private static final char EXCLUDED = 'x';

  private final BeneathTree tree;
  private final FinalState state;
  private final SortedSet<PathBytes> toFetch;
  private final RestoreProgress progress;
  private final FileStat stat = new FileStat();
  private final List<Doubt> doubts = new ArrayList<>();
  private int manifest;

  /**
   * Something that no manifest vouches for.
   *
   * @param manifest number of the one that says so
   * @param matters whether names that were called gone before have to stay
   */
  record Doubt(int manifest, PathBytes path, boolean matters) {}

  /**
   * @param toFetch names that an earlier run left to be restored again; they matter though the tree
   *     does not hold them
   */
  Replay(
      BeneathTree tree, FinalState state, SortedSet<PathBytes> toFetch, RestoreProgress progress) {
    this.tree = tree;
    this.state = state;
    this.toFetch = toFetch;
    this.progress = progress;
  }

  /** What follows is said by the next manifest. */
  void nextManifest() {
    manifest++;
  }

  List<Doubt> doubts() {
    return doubts;
  }

  @Override
  public void present(PathBytes path, char type) throws IOException {
    progress.lineRead();
    int found = tree.stat(path, stat);
    boolean awaited = toFetch.contains(path);
    if (found == -Errno.ENOENT && !awaited) {
      return;
    }
    boolean directory = type == 'd';
    boolean fits = found == 0 && stat.isDirectory() == directory;
    if (!fits || awaited || state.speaksOf(path)) {
      FinalNode node = state.at(path);
      node.present = manifest;
      node.type = type;
      node.leaf = directory ? node.leaf : manifest;
    }
  }

  @Override
  public void removed(PathBytes path) throws IOException {
    progress.lineRead();
    if (tree.stat(path, stat) == 0 || toFetch.contains(path)) {
      state.at(path).absent = manifest;
    }
  }

  @Override
  public void names(PathBytes directory, Map<String, Character> names) throws IOException {
    present(directory, 'd');
    int descriptor = tree.openDirectory(directory);
    if (descriptor < 0) {
      presentBelow(directory, names);
      return;
    }
    try {
      for (BeneathTree.Name name : tree.names(descriptor, directory)) {
        Character type = names.get(name.latin1());
        PathBytes path = directory.child(name.bytes());
        if (type == null) {
          state.at(path).absent = manifest;
        } else if (type != EXCLUDED) {
          present(path, type);
        }
      }
    } finally {
      tree.close(descriptor);
    }
    awaitedIn(directory, names);
  }

  /** Those that an earlier run took away are not met in the tree. */
  private void awaitedIn(PathBytes directory, Map<String, Character> names) throws IOException {
    for (PathBytes path : toFetch.tailSet(directory)) {
      if (!path.isUnder(directory)) {
        return;
      }
      if (!path.equals(directory) && path.parent().equals(directory)) {
        Character type = names.get(new String(path.name(), StandardCharsets.ISO_8859_1));
        if (type == null) {
          state.at(path).absent = manifest;
        } else if (type != EXCLUDED) {
          present(path, type);
        }
      }
    }
  }

  /** Something else is where the directory should be: its names could not be restored either. */
  private void presentBelow(PathBytes directory, Map<String, Character> names) throws IOException {
    for (Map.Entry<String, Character> name : names.entrySet()) {
      if (name.getValue() != EXCLUDED) {
        byte[] bytes = name.getKey().getBytes(StandardCharsets.ISO_8859_1);
        present(directory.child(bytes), name.getValue());
      }
    }
  }

  @Override
  public void unknown(PathBytes path) {
    progress.lineRead();
    doubts.add(new Doubt(manifest, path, state.callsGone(path)));
    state.at(path).unknown = manifest;
  }

  @Override
  public void attributes(PathBytes directory, long offset) throws IOException {
    progress.lineRead();
    if (tree.stat(directory, stat) == 0 && stat.isDirectory()) {
      FinalNode node = state.at(directory);
      node.described = manifest;
      node.offset = offset;
    }
  }
}
