package org.tidemark.journal.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One name in the workload's own picture of the tree. Owned by the workload's thread. */
final class WorkNode {
  enum Kind {
    DIRECTORY,
    FILE,
    SYMLINK,
    FIFO,
    SOCKET,
    DEVICE
  }

  /** What several names of one file share. */
  static final class Inode {
    long size;
    int links = 1;
    SharedMapping mapping;
    long mapped;
    boolean underOldTime;
  }

  final Kind kind;
  final Inode inode;
  final List<WorkNode> children = new ArrayList<>();
  String name;
  WorkNode parent;

  /** Round in which the name came to be here; its own or by a rename above it. */
  int freshRound = -1;

  /** Round in which the file was last changed through this name. */
  int touchedRound = -1;

  private WorkNode(Kind kind, String name, Inode inode) {
    this.kind = kind;
    this.name = name;
    this.inode = inode;
  }

  static WorkNode of(Kind kind, String name) {
    return new WorkNode(kind, name, new Inode());
  }

  /** A further name of the same file. */
  WorkNode linked(String newName) {
    inode.links++;
    return new WorkNode(kind, newName, inode);
  }

  boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }

  boolean isSpecial() {
    return !isDirectory() && !isFile();
  }

  boolean isTop() {
    return parent == null && name.isEmpty();
  }

  boolean isAttached() {
    return isTop() || (parent != null && parent.isAttached());
  }

  String path() {
    return isTop() ? "" : ByteTree.join(parent.path(), name);
  }

  void attach(WorkNode directory) {
    parent = directory;
    directory.children.add(this);
  }

  void detach() {
    parent.children.remove(this);
    parent = null;
  }

  boolean has(String childName) {
    return children.stream().anyMatch(child -> child.name.equals(childName));
  }

  /** True if this is {@code other} or lies below it. */
  boolean isUnder(WorkNode other) {
    return this == other || (parent != null && parent.isUnder(other));
  }

  int depth() {
    return parent == null ? 0 : parent.depth() + 1;
  }

  int height() {
    return children.stream().mapToInt(child -> child.height() + 1).max().orElse(0);
  }

  int count() {
    return 1 + children.stream().mapToInt(WorkNode::count).sum();
  }

  /** This and everything below it that the predicate takes, in an order that only history sets. */
  List<WorkNode> all(Predicate<WorkNode> wanted) {
    List<WorkNode> found = new ArrayList<>();
    collect(wanted, found);
    return found;
  }

  private void collect(Predicate<WorkNode> wanted, List<WorkNode> found) {
    if (wanted.test(this)) {
      found.add(this);
    }
    children.forEach(child -> child.collect(wanted, found));
  }
}
