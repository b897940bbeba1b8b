package org.tidemark.journal.restore;

import java.util.TreeMap;

/**
 * What the manifests say last of one path. Numbers are those of manifests in the order of their
 * ends, from 1; 0 for never. Only names that the restored tree has, or cannot have yet, get a node,
 * so memory follows what is stale. Owned by {@link FinalState}.
 */
final class FinalNode {
  /** Children by name, one character per byte; null if there are none. */
  private TreeMap<String, FinalNode> children;

  /** It was gone, with all below it. */
  int absent;

  /** It was there. */
  int present;

  /** What it was then: d directory, l link, f other file. */
  char type;

  /** Nothing was below it, since it was no directory. */
  int leaf;

  /** It was a symbolic link, through which a product may have laid what came below it later. */
  boolean link;

  /** Nobody could say anything of it and of all below it. */
  int unknown;

  /** Its attributes stand in this manifest, at this offset. */
  int described;

  long offset;

  TreeMap<String, FinalNode> children() {
    return children == null ? NONE : children;
  }

  private static final TreeMap<String, FinalNode> NONE = new TreeMap<>();

  FinalNode child(String name) {
    return children == null ? null : children.get(name);
  }

  FinalNode childMade(String name) {
    if (children == null) {
      children = new TreeMap<>();
    }
    return children.computeIfAbsent(name, key -> new FinalNode());
  }
}
