package org.tidemark.rsync.points;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one name of a past state is: absent, or an object that lies somewhere with everything below
 * it, except for the children that have nodes of their own. Owned by its {@link Image}.
 */
final class ImageNode {
  /** By name, one character per byte. */
  private final SortedMap<String, ImageNode> children = new TreeMap<>();

  private boolean absent;
  private boolean closed;
  private boolean doubtful;
  private Origin origin;
  private Attributes attributes;
  private List<String> xattrs;

  private ImageNode() {}

  static ImageNode of(Origin origin) {
    ImageNode node = new ImageNode();
    node.becomeCopy(origin);
    return node;
  }

  static ImageNode absent() {
    ImageNode node = new ImageNode();
    node.becomeAbsent();
    return node;
  }

  /** The child, which gets a node of its own if it had none. */
  ImageNode child(byte[] name) {
    return children.computeIfAbsent(key(name), unused -> inherited(name));
  }

  /** The child as it is; changing it changes nothing if it has no node of its own. */
  ImageNode look(byte[] name) {
    ImageNode known = children.get(key(name));
    return known == null ? inherited(name) : known;
  }

  private ImageNode inherited(byte[] name) {
    return absent || closed ? absent() : of(origin.child(name));
  }

  void put(byte[] name, ImageNode node) {
    children.put(key(name), node);
  }

  void becomeAbsent() {
    forget();
    absent = true;
  }

  /** It is the object at that place, and all that is below it. */
  void becomeCopy(Origin place) {
    forget();
    origin = place;
  }

  /** It is a directory that lies nowhere, with the children that have nodes. */
  void becomeDirectory() {
    SortedMap<String, ImageNode> kept = new TreeMap<>(children);
    forget();
    children.putAll(kept);
    closed = true;
  }

  /**
   * It does not lie where it should: a step removed the directory name by name, and what it held is
   * in nodes of its own; anything else is lost.
   */
  void loseOrigin() {
    Attributes known = attributes;
    List<String> knownXattrs = xattrs;
    boolean mayMiss = doubtful;
    if (known == null || known.isDirectory()) {
      becomeDirectory();
    } else {
      becomeLost();
    }
    attributes = known;
    xattrs = knownXattrs;
    doubtful = mayMiss;
  }

  /** It was there, and nothing holds what it was. */
  void becomeLost() {
    forget();
    closed = true;
  }

  private void forget() {
    children.clear();
    absent = false;
    closed = false;
    doubtful = false;
    origin = null;
    attributes = null;
    xattrs = null;
  }

  /** A directory of which more was saved than its step tells, so that some may be missing. */
  void becomeDoubtful() {
    doubtful = true;
  }

  /** Nothing is below it but the children of these names. */
  void close(Set<String> names) {
    children.keySet().retainAll(names);
    closed = true;
  }

  void describe(Attributes known, List<String> knownXattrs) {
    attributes = known;
    xattrs = List.copyOf(knownXattrs);
  }

  /** As {@link #describe}, where nothing is said of extended attributes: they are as they were. */
  void describe(Attributes known) {
    attributes = known;
  }

  void dropChildren() {
    children.clear();
  }

  boolean isAbsent() {
    return absent;
  }

  /** True if what has no node is not there, wherever the object lies. */
  boolean isClosed() {
    return closed;
  }

  /** True if nobody can say that what is known of it is all. */
  boolean isDoubtful() {
    return doubtful;
  }

  /** True if it was no directory and nothing holds what it was. */
  boolean isLost() {
    return origin == null && attributes != null && !attributes.isDirectory();
  }

  /** Null if it is absent or lies nowhere. */
  Origin origin() {
    return origin;
  }

  /** Null where they are those of the object at its origin. */
  Attributes attributes() {
    return attributes;
  }

  /** Lines as in {@link Xattrs}; null where they are those of the object at its origin. */
  List<String> xattrs() {
    return xattrs;
  }

  SortedMap<String, ImageNode> children() {
    return Collections.unmodifiableSortedMap(children);
  }

  static String key(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  static byte[] name(String key) {
    return key.getBytes(StandardCharsets.ISO_8859_1);
  }
}
