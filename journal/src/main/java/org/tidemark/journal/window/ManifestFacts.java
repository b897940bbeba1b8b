package org.tidemark.journal.window;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.list.ManifestWriter;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Writes what a list found into the window's manifest. Owned by the thread that makes the list. */
final class ManifestFacts implements Facts {
  private static final int TYPE_LINK = 10;
  private static final int TYPE_SOCKET = 12;

  /** A restored tree may hold it from before it was excluded: its absence proves nothing. */
  private static final char EXCLUDED = 'x';

  /**
   * No product saves one: what stood there is gone, and nothing has come that could be restored.
   */
  private static final char SOCKET = 's';

  private final ManifestWriter out;
  private final ListScope scope;
  private final TreeLookup lookup;
  private final Notes notes;
  private final LinksBelow linksBelow;
  private final DirectoryNames names;
  private final Kernel kernel;
  private final DirectoryAttributes attributes;

  /** Directories whose attributes are written: ancestors of the present place only. */
  private final Deque<PathBytes> described = new ArrayDeque<>();

  /** The directory of the present path, if it was read ahead. */
  private DescribedDirectory around;

  ManifestFacts(
      Kernel kernel,
      ManifestWriter out,
      ListScope scope,
      TreeLookup lookup,
      Notes notes,
      LinksBelow linksBelow) {
    this.kernel = kernel;
    this.linksBelow = linksBelow;
    this.out = out;
    this.notes = notes;
    this.scope = scope;
    this.lookup = lookup;
    names = new DirectoryNames(kernel);
    attributes = new DirectoryAttributes(kernel);
  }

  @Override
  public void renamed(PathBytes from, PathBytes to) throws IOException {
    out.moved(listed(from), listed(to));
  }

  @Override
  public DescribedDirectory.Reader reader() {
    DirectoryAttributes ahead = new DirectoryAttributes(kernel);
    return (path, descriptor) -> scope.pathOf(path) == null ? null : ahead.read(path, descriptor);
  }

  @Override
  public void around(DescribedDirectory directory) {
    around = directory;
  }

  @Override
  public void exists(Candidate candidate, FileStat stat) throws IOException {
    char type = letter(stat);
    if (type == SOCKET) {
      out.removed(listed(candidate.path()));
    } else if (candidate.created()) {
      out.created(listed(candidate.path()), type);
    } else {
      out.changed(listed(candidate.path()), type);
    }
    // Even if only its content changed: whoever puts the name back changes the directory's time.
    describe(candidate.path().parent());
    if (stat.isDirectory()) {
      describe(candidate.path());
    }
  }

  @Override
  public void removed(PathBytes path) throws IOException {
    out.removed(listed(path));
    describe(path.parent());
  }

  @Override
  public void unknown(PathBytes path, String why) throws IOException {
    out.unknown(listed(path), why);
  }

  @Override
  public void alsoListed(PathBytes path) throws IOException {
    describe(path.parent());
  }

  @Override
  public void linked(List<PathBytes> listed) throws IOException {
    out.linked(listed);
  }

  /**
   * The one above, too: a product that walks may find this directory changed, and whoever puts it
   * back changes the time of the one above.
   */
  private void describe(PathBytes directory) throws IOException {
    while (!described.isEmpty() && !directory.isUnder(described.peek())) {
      described.pop();
    }
    if (described.contains(directory) || scope.pathOf(directory) == null) {
      return;
    }
    describeItself(directory.parent());
    describeItself(directory);
  }

  private void describeItself(PathBytes directory) throws IOException {
    if (described.contains(directory) || scope.pathOf(directory) == null) {
      return;
    }
    if (around != null && around.path().equals(directory)) {
      described.push(directory);
      write(around);
      return;
    }
    Place place = lookup.directory(directory);
    if (place.isFound()) {
      described.push(directory);
      write(attributes.read(directory, place.descriptor()));
    }
  }

  private void write(DescribedDirectory directory) throws IOException {
    directory.writeTo(out, listed(directory.path()));
    if (directory.error() < 0) {
      notes.failed(directory.path(), -directory.error());
    }
  }

  @Override
  public void contents(PathBytes directory, String why) throws IOException {
    list(directory, why, new ArrayDeque<>());
  }

  @Override
  public void subtree(PathBytes top, String why) throws IOException {
    Deque<PathBytes> left = new ArrayDeque<>();
    left.push(top);
    while (!left.isEmpty()) {
      list(left.pop(), why, left);
    }
  }

  @Override
  public void elsewhere(PathBytes top, boolean deep) throws IOException {
    Deque<PathBytes> left = new ArrayDeque<>();
    left.push(top);
    while (!left.isEmpty()) {
      meetNames(left.pop(), deep ? left : new ArrayDeque<>());
    }
  }

  private void meetNames(PathBytes directory, Deque<PathBytes> directories) throws IOException {
    int descriptor = lookup.openForReading(directory);
    if (descriptor < 0) {
      sayUnread(directory, -descriptor);
      return;
    }
    int result =
        names.read(
            descriptor,
            (name, type, inode) -> {
              PathBytes path = directory.child(name);
              if (!scope.excluded(path) && letter(path, type) == 'd') {
                directories.push(path);
              }
              linksBelow.met(path, type, inode);
            });
    if (result < 0) {
      notes.failed(directory, -result);
    }
  }

  /** What is gone by now holds no names. */
  private void sayUnread(PathBytes directory, int errno) {
    if (errno != Errno.ENOENT && errno != Errno.ENOTDIR) {
      notes.failed(directory, errno);
    }
  }

  private void list(PathBytes directory, String why, Deque<PathBytes> directories)
      throws IOException {
    int descriptor = lookup.openForReading(directory);
    if (descriptor < 0) {
      out.unknown(listed(directory), Reason.UNREADABLE.text());
      return;
    }
    if (!described.contains(directory)) {
      write(attributes.read(directory, descriptor));
    }
    out.names(listed(directory), why);
    int result =
        names.read(
            descriptor,
            (name, type, inode) -> {
              PathBytes path = directory.child(name);
              if (scope.excluded(path)) {
                out.name(name, EXCLUDED);
              } else {
                name(path, type, directories);
                linksBelow.met(path, type, inode);
              }
            });
    if (result < 0) {
      out.unknown(listed(directory), Reason.UNREADABLE.text());
      notes.failed(directory, -result);
    }
  }

  private void name(PathBytes path, int type, Deque<PathBytes> directories) throws IOException {
    char letter = letter(path, type);
    if (letter != SOCKET) {
      out.name(path.name(), letter);
    }
    if (letter == 'd') {
      directories.push(path);
    }
  }

  private char letter(PathBytes path, int type) {
    if (type == DirectoryEntries.TYPE_UNKNOWN && lookup.find(path).isFound()) {
      return letter(lookup.stat());
    }
    return switch (type) {
      case DirectoryEntries.TYPE_DIRECTORY -> 'd';
      case TYPE_LINK -> 'l';
      case TYPE_SOCKET -> SOCKET;
      default -> 'f';
    };
  }

  private static char letter(FileStat stat) {
    if (stat.isDirectory()) {
      return 'd';
    }
    return stat.isSocket() ? SOCKET : stat.isSymbolicLink() ? 'l' : 'f';
  }

  private PathBytes listed(PathBytes path) {
    return scope.presentation().listed(path);
  }
}
