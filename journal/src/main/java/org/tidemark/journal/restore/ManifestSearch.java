package org.tidemark.journal.restore;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.list.BackupWarnings;
import org.tidemark.journal.list.ManifestReader;
import org.tidemark.journal.model.PathBytes;

/** Looks for manifests in a tree. One thread. */
final class ManifestSearch {
  private static final String SUFFIX = ".manifest";
  private static final String FOLDER = "/manifests/";

  private final BeneathTree tree;
  private final List<FoundManifest> found = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final List<BackupWarnings> warnings = new ArrayList<>();

  ManifestSearch(BeneathTree tree) {
    this.tree = tree;
  }

  List<FoundManifest> found() {
    return found;
  }

  /** Files with a manifest's name that cannot be read as one: place and reason. */
  List<String> broken() {
    return broken;
  }

  /** What the backups say of themselves; without a consumer if that cannot be read. */
  List<BackupWarnings> warnings() {
    return warnings;
  }

  /** Every file below the folder that has a manifest's name. */
  ManifestSearch below(PathBytes folder) throws IOException {
    look(folder, false);
    return this;
  }

  /** As {@link #below}, but only in folders called {@code manifests}, for trees of other things. */
  ManifestSearch anywhere() throws IOException {
    look(PathBytes.ROOT, true);
    return this;
  }

  private void look(PathBytes folder, boolean among) throws IOException {
    int directory = tree.openDirectory(folder);
    if (directory < 0) {
      return;
    }
    List<BeneathTree.Name> names;
    try {
      names = tree.names(directory, folder);
    } finally {
      tree.close(directory);
    }
    boolean here = !among || (folder.latin1() + "/").contains(FOLDER);
    for (BeneathTree.Name name : names) {
      PathBytes path = folder.child(name.bytes());
      if (here && name.latin1().endsWith(SUFFIX)) {
        read(path);
      } else if (here && name.latin1().equals(BackupWarnings.NAME)) {
        readWarnings(path);
      } else {
        look(path, among);
      }
    }
  }

  private void read(PathBytes path) throws IOException {
    try (InputStream in = tree.openFile(path)) {
      found.add(new FoundManifest(new ManifestReader(in).header(), tree, path));
    } catch (IOException e) {
      broken.add(tree.place(path) + ": " + e.getMessage());
    }
  }

  private void readWarnings(PathBytes path) throws IOException {
    try (InputStream in = tree.openFile(path)) {
      warnings.add(BackupWarnings.read(in));
    } catch (IOException e) {
      String what = "its warnings cannot be read: " + e.getMessage();
      warnings.add(new BackupWarnings("", tree.place(path).toString(), List.of(what)));
    }
  }
}
