package org.tidemark.journal.restore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
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
  private static final char FILE = 'f';
  private static final char LINK = 'l';

  private final BeneathTree tree;
  private final FinalState state;

  /** Names that matter though the tree does not hold them. */
  private final SortedSet<PathBytes> awaited;

  private final RestoreProgress progress;
  private final FileStat stat = new FileStat();
  private final List<Doubt> doubts = new ArrayList<>();
  private int manifest;

  /**
   * Something that no manifest vouches for.
   *
   * @param manifest number of the one that says so
   */
  record Doubt(int manifest, PathBytes path) {}

  /**
   * @param toFetch names that an earlier run left to be restored again
   */
  Replay(
      BeneathTree tree, FinalState state, SortedSet<PathBytes> toFetch, RestoreProgress progress) {
    this.tree = tree;
    this.state = state;
    awaited = new TreeSet<>(toFetch);
    this.progress = progress;
  }

  /** What follows is said by the next manifest. */
  void nextManifest() {
    manifest++;
  }

  /**
   * What is still in doubt after the last manifest: all that this one does not know, and where
   * names have to stay that were called gone before one that did not know, and never since.
   */
  List<Doubt> doubts() {
    return doubts.stream()
        .filter(each -> each.manifest == manifest || state.callsGone(each.path, each.manifest))
        .toList();
  }

  @Override
  public void present(PathBytes path, char type) throws IOException {
    progress.lineRead();
    int found = tree.stat(path, stat);
    boolean matters = awaited.contains(path) || (found == -Errno.ENOENT && wentAside(path));
    boolean directory = type == 'd';
    if (found == -Errno.ENOENT && !matters) {
      if (!directory && isAboveAwaited(path)) {
        state.at(path).leaf = manifest;
      }
      return;
    }
    boolean fits = found == 0 && stat.isDirectory() == directory;
    if (!fits || matters || state.speaksOf(path)) {
      FinalNode node = state.at(path);
      node.present = manifest;
      node.type = type;
      node.leaf = directory ? node.leaf : manifest;
      node.link |= type == LINK;
    }
  }

  /** The product may have followed a link of an earlier backup that stood above the name then. */
  private boolean wentAside(PathBytes path) {
    return state.wasLink(path.parent()) && awaited.add(path);
  }

  @Override
  public void removed(PathBytes path) throws IOException {
    progress.lineRead();
    if (tree.stat(path, stat) == 0 || isAboveAwaited(path)) {
      state.at(path).absent = manifest;
    }
  }

  @Override
  public void names(PathBytes directory, Map<String, Character> names) throws IOException {
    present(directory, 'd');
    int descriptor = tree.openDirectory(directory);
    if (descriptor < 0) {
      presentBelow(directory, names);
      awaitedIn(directory, names);
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
    if (state.wasLink(directory)) {
      presentBelow(directory, names);
    }
    awaitedIn(directory, names);
  }

  /** Those that are not in the tree are not met there, nor are directories above them. */
  private void awaitedIn(PathBytes directory, Map<String, Character> names) throws IOException {
    // What is said here may make others awaited.
    for (PathBytes path : awaitedUnder(directory)) {
      if (!path.equals(directory)) {
        String name = firstBelow(directory, path);
        PathBytes child = directory.child(name.getBytes(StandardCharsets.ISO_8859_1));
        Character type = names.get(name);
        if (type == null) {
          state.at(child).absent = manifest;
        } else if (type != EXCLUDED) {
          present(child, type);
        }
      }
    }
  }

  private List<PathBytes> awaitedUnder(PathBytes directory) {
    List<PathBytes> under = new ArrayList<>();
    for (PathBytes path : awaited.tailSet(directory)) {
      if (!path.isUnder(directory)) {
        return under;
      }
      under.add(path);
    }
    return under;
  }

  private static String firstBelow(PathBytes directory, PathBytes path) {
    String below = new String(path.relativeTo(directory), StandardCharsets.ISO_8859_1);
    int slash = below.indexOf('/');
    return slash < 0 ? below : below.substring(0, slash);
  }

  private boolean isAboveAwaited(PathBytes path) {
    SortedSet<PathBytes> from = awaited.tailSet(path);
    return !from.isEmpty() && from.first().isUnder(path);
  }

  /** Also those that are not in the tree: they could not be restored, or lie elsewhere. */
  private void presentBelow(PathBytes directory, Map<String, Character> names) throws IOException {
    for (Map.Entry<String, Character> name : names.entrySet()) {
      if (name.getValue() != EXCLUDED) {
        byte[] bytes = name.getKey().getBytes(StandardCharsets.ISO_8859_1);
        present(directory.child(bytes), name.getValue());
      }
    }
  }

  /** Where the product could not put one name, it could not link the others to it. */
  @Override
  public void linked(List<PathBytes> paths) throws IOException {
    progress.lineRead();
    for (PathBytes path : paths) {
      if (awaited.contains(path) || isBlocked(path)) {
        awaited.addAll(paths);
        for (PathBytes each : paths) {
          present(each, FILE);
        }
        return;
      }
    }
  }

  private boolean isBlocked(PathBytes path) throws IOException {
    int found = tree.stat(path, stat);
    return found == 0 ? stat.isDirectory() : found != -Errno.ENOENT;
  }

  @Override
  public void unknown(PathBytes path) {
    progress.lineRead();
    doubts.add(new Doubt(manifest, path));
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
