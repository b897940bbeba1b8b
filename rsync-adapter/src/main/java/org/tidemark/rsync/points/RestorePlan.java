package org.tidemark.rsync.points;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;

/**
 * What it takes to make a past state, or parts of it, in a directory. Paths of the state and of the
 * directory are the same; the directory is {@code /}. Immutable once made.
 */
final class RestorePlan {
  /** How much of something is copied. */
  enum Extent {
    /** A directory with everything below it. */
    TREE,
    /** Anything but a directory. */
    OBJECT,
    /** A directory without what is in it. */
    DIRECTORY
  }

  /** Something that lies elsewhere. */
  record Copy(Origin origin, PathBytes target, Extent extent) {
    boolean isTree() {
      return extent == Extent.TREE;
    }
  }

  /**
   * Attributes to be set.
   *
   * @param xattrs lines as in {@link Xattrs}; null where they are right already
   */
  record Description(Attributes attributes, List<String> xattrs) {}

  private final Set<Copy> copies = new LinkedHashSet<>();
  private final Set<Copy> brought = new LinkedHashSet<>();
  private final SortedSet<PathBytes> absent = new TreeSet<>();
  private final SortedSet<PathBytes> doubtful = new TreeSet<>();
  private final SortedSet<PathBytes> directories = new TreeSet<>();
  private final SortedSet<PathBytes> nowhere = new TreeSet<>();
  private final SortedMap<PathBytes, Set<String>> closed = new TreeMap<>();
  private final SortedMap<PathBytes, Description> described = new TreeMap<>();

  private RestorePlan() {}

  /**
   * Plans for the names and everything below them; the directories above come with them.
   *
   * @param selected {@code /} for all
   */
  static RestorePlan of(Image image, List<PathBytes> selected) {
    RestorePlan plan = new RestorePlan();
    for (PathBytes path : selected) {
      plan.addParents(image, path);
      plan.visit(path, image.look(path), null);
    }
    return plan;
  }

  private void addParents(Image image, PathBytes path) {
    for (PathBytes above = path; !above.isRoot(); ) {
      above = above.parent();
      ImageNode node = image.look(above);
      directories.add(above);
      if (node.attributes() != null) {
        described.put(above, description(node));
      } else if (node.origin() != null) {
        copies.add(new Copy(node.origin(), above, Extent.DIRECTORY));
      }
    }
  }

  /**
   * @param around what the copy of a directory above brings to this path; null for nothing
   */
  private void visit(PathBytes path, ImageNode node, Origin around) {
    if (node.isAbsent()) {
      absent.add(path);
      return;
    }
    if (node.isDoubtful()) {
      doubtful.add(path);
    }
    if (node.isLost()) {
      // What the copy of a directory above brings to this name is of another time.
      absent.add(path);
    }
    if (node.origin() != null) {
      addOrigin(path, node, node.origin().equals(around));
    }
    if (node.attributes() != null) {
      described.put(path, description(node));
      addDirectory(path, node);
    } else if (node.origin() == null) {
      directories.add(path);
    }
    if (node.origin() == null && around != null && extent(node) == Extent.TREE) {
      nowhere.add(path);
    }
    if (node.isClosed() && extent(node) == Extent.TREE) {
      closed.put(path, present(node));
    }
    node.children().forEach((name, child) -> visitChild(path, node, name, child));
  }

  private void addOrigin(PathBytes path, ImageNode node, boolean comesWithAnother) {
    Copy copy = new Copy(node.origin(), path, extent(node));
    if (!comesWithAnother) {
      copies.add(copy);
    } else if (copy.isTree() && node.attributes() != null && !node.children().isEmpty()) {
      brought.add(copy);
    }
  }

  /** What nothing is known of is the mirror's own: a directory, or what only its type can tell. */
  private static Extent extent(ImageNode node) {
    boolean tree = node.attributes() == null || node.attributes().isDirectory();
    return tree ? Extent.TREE : Extent.OBJECT;
  }

  private void addDirectory(PathBytes path, ImageNode node) {
    if (node.attributes().isDirectory()) {
      directories.add(path);
    }
  }

  private void visitChild(PathBytes path, ImageNode node, String name, ImageNode child) {
    byte[] bytes = ImageNode.name(name);
    visit(path.child(bytes), child, node.origin() == null ? null : node.origin().child(bytes));
  }

  private static Description description(ImageNode node) {
    return new Description(node.attributes(), node.xattrs());
  }

  private static Set<String> present(ImageNode node) {
    Set<String> names = new TreeSet<>();
    node.children().forEach((name, child) -> addUnlessAbsent(names, name, child));
    return names;
  }

  private static void addUnlessAbsent(Set<String> names, String name, ImageNode child) {
    if (!child.isAbsent()) {
      names.add(name);
    }
  }

  List<Copy> copies() {
    return List.copyOf(copies);
  }

  /**
   * Directories that steps speak of and that come with the copy of one above: something else may
   * lie in the place of each by now.
   */
  List<Copy> brought() {
    return List.copyOf(brought);
  }

  /** Names at which nothing may be, be it that nothing was there or that it is lost. */
  SortedSet<PathBytes> absent() {
    return absent;
  }

  /** Directories of which something may be missing. */
  SortedSet<PathBytes> doubtful() {
    return doubtful;
  }

  /** Names that are directories, whatever the copies bring there. */
  SortedSet<PathBytes> directories() {
    return directories;
  }

  /**
   * Topmost directories that lie nowhere: what the copy around them has under their names, if
   * anything, is none of it.
   */
  SortedSet<PathBytes> nowhere() {
    return nowhere;
  }

  /** Directories that hold nothing but these names. */
  SortedMap<PathBytes, Set<String>> closed() {
    return closed;
  }

  /** In tree order: to be carried out backwards, since what is done in a directory changes it. */
  SortedMap<PathBytes, Description> described() {
    return described;
  }
}
