package org.tidemark.journal.restore;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/** The last word on each path, found out before anything is removed. One thread. */
final class FinalState {
  private final FinalNode root = new FinalNode();

  FinalNode root() {
    return root;
  }

  /** The node of a path, made if there is none. */
  FinalNode at(PathBytes path) {
    FinalNode node = root;
    for (String name : components(path)) {
      node = node.childMade(name);
    }
    return node;
  }

  /** True if earlier words have something to say of the path, so that a later one matters. */
  boolean speaksOf(PathBytes path) {
    FinalNode node = root;
    for (String name : components(path)) {
      if (node.absent > 0 || node.leaf > 0) {
        return true;
      }
      node = node.child(name);
      if (node == null) {
        return false;
      }
    }
    return true;
  }

  /** True if the path or something above it was a symbolic link in an earlier backup. */
  boolean wasLink(PathBytes path) {
    FinalNode node = root;
    for (String name : components(path)) {
      node = node.child(name);
      if (node == null || node.link) {
        return node != null;
      }
    }
    return false;
  }

  /**
   * True if the path, something above it or something below it was called gone last by that
   * manifest or an earlier one.
   */
  boolean callsGone(PathBytes path, int manifest) {
    FinalNode node = root;
    int above = 0;
    for (String name : components(path)) {
      above = Math.max(above, goneWith(node));
      node = node.child(name);
      if (node == null) {
        return above > 0 && above <= manifest;
      }
    }
    return callsGone(node, above, manifest);
  }

  private static boolean callsGone(FinalNode node, int above, int manifest) {
    int last = Math.max(above, goneWith(node));
    return (last > 0 && last <= manifest)
        || node.children().values().stream().anyMatch(child -> callsGone(child, last, manifest));
  }

  /** The last manifest by which nothing of earlier backups is left below it. */
  private static int goneWith(FinalNode node) {
    return Math.max(node.absent, node.leaf);
  }

  /** What holds for a path. */
  LastWord lastWord(PathBytes path) {
    FinalNode node = root;
    LastWord word = LastWord.NOTHING.ofChild(root);
    for (String name : components(path)) {
      node = node == null ? null : node.child(name);
      word = word.ofChild(node);
    }
    return word;
  }

  private static List<String> components(PathBytes path) {
    List<String> names = new ArrayList<>();
    String text = path.latin1();
    int from = 1;
    while (from < text.length()) {
      int slash = text.indexOf('/', from);
      int end = slash < 0 ? text.length() : slash;
      names.add(text.substring(from, end));
      from = end + 1;
    }
    return names;
  }
}
