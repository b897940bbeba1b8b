package org.tidemark.journal.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.tidemark.journal.kernel.FileChanges;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.list.ManifestAttributes;
import org.tidemark.journal.list.ManifestReader;
import org.tidemark.journal.model.PathBytes;

/**
 * Gives directories the attributes of the last manifest that has them, deepest first. One thread.
 */
final class DirectorySetter {
  private static final byte[] DOT = {'.'};

  /** A label of this host's policy, which a restore must not take away. */
  private static final String LABEL = "security.selinux";

  private final Kernel kernel;
  private final FileChanges changes;
  private final BeneathTree tree;
  private final List<FoundManifest> manifests;
  private final ExtendedAttributes extended;
  private final RestoreProgress progress;
  private final Tally tally;
  private final FileStat stat = new FileStat();

  DirectorySetter(
      Kernel kernel,
      FileChanges changes,
      BeneathTree tree,
      List<FoundManifest> manifests,
      RestoreProgress progress,
      Tally tally) {
    this.kernel = kernel;
    this.changes = changes;
    this.tree = tree;
    this.manifests = manifests;
    this.progress = progress;
    this.tally = tally;
    extended = new ExtendedAttributes(kernel);
  }

  void set(FinalState state) throws IOException {
    set(PathBytes.ROOT, state.root(), LastWord.NOTHING.ofChild(state.root()));
  }

  private void set(PathBytes path, FinalNode node, LastWord word) throws IOException {
    for (String name : node.children().keySet()) {
      FinalNode child = node.child(name);
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      set(path.child(bytes), child, word.ofChild(child));
    }
    if (node.described > 0 && node.described >= Math.max(word.unknown(), word.absent())) {
      describe(path, node);
    }
  }

  private void describe(PathBytes path, FinalNode node) throws IOException {
    int directory = tree.openDirectory(path);
    if (directory < 0) {
      return;
    }
    try {
      ManifestAttributes wanted;
      try (InputStream in = manifests.get(node.described - 1).open()) {
        in.skipNBytes(node.offset);
        wanted = ManifestReader.attributesAt(in);
      }
      apply(path, directory, wanted);
    } finally {
      tree.close(directory);
      progress.directoryDone();
    }
  }

  /**
   * The owner first, which clears bits of the mode; the times last, since the others touch them.
   */
  private void apply(PathBytes path, int directory, ManifestAttributes wanted) {
    boolean changed = setExtended(path, directory, wanted, true);
    changed |= setOwnerAndMode(path, directory, wanted);
    changed |= setExtended(path, directory, wanted, false);
    if (changed || !hasTimes(directory, wanted.times())) {
      boolean done =
          done(path, "utimensat", kernel.utimensat(directory, DOT, wanted.times().inOrder(), 0));
      if (done) {
        tally.directorySet();
      }
    }
  }

  private boolean setOwnerAndMode(PathBytes path, int directory, ManifestAttributes wanted) {
    boolean known = kernel.statx(directory, DOT, 0, stat) == 0;
    boolean owner = known && stat.user() == wanted.user() && stat.group() == wanted.group();
    if (owner && stat.permissions() == wanted.mode()) {
      return false;
    }
    boolean changed =
        !owner
            && done(
                path, "chown", changes.changeOwner(directory, DOT, wanted.user(), wanted.group()));
    return done(path, "chmod", changes.changeMode(directory, DOT, wanted.mode())) || changed;
  }

  /**
   * @param away takes away what should not be there; else sets what should be
   */
  private boolean setExtended(
      PathBytes path, int directory, ManifestAttributes wanted, boolean away) {
    boolean changed = false;
    ExtendedAttributes.Found found = extended.read(directory);
    if (found.errno() != 0) {
      return away && tally.failed(path, "listxattr", found.errno());
    }
    if (away) {
      for (String name : found.values().keySet()) {
        if (!wanted.extended().containsKey(name) && !name.equals(LABEL)) {
          byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
          int result = changes.removeAttribute(directory, DOT, bytes);
          changed |= done(path, "removexattr", result);
        }
      }
      return changed;
    }
    for (var one : wanted.extended().entrySet()) {
      if (!Arrays.equals(found.values().get(one.getKey()), one.getValue())) {
        byte[] bytes = one.getKey().getBytes(StandardCharsets.ISO_8859_1);
        int result = changes.setAttribute(directory, DOT, bytes, one.getValue());
        changed |= done(path, "setxattr " + one.getKey(), result);
      }
    }
    return changed;
  }

  private boolean hasTimes(int directory, ManifestAttributes.Times times) {
    return kernel.statx(directory, DOT, Flags.AT_SYMLINK_NOFOLLOW, stat) == 0
        && stat.modifySeconds() == times.modifySeconds()
        && stat.modifyNanos() == times.modifyNanos();
  }

  private boolean done(PathBytes path, String operation, int result) {
    return result >= 0 || !tally.failed(path, operation, -result);
  }
}
