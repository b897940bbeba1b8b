package org.tidemark.rsync.points;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * A past state of a mirror, told as what differs from the mirror. It begins as the mirror itself;
 * undoing steps leads it back in time. Nothing is read or copied for it, and it holds a node only
 * for names that steps speak of. Not thread-safe.
 */
final class Image {
  private final ImageNode top = ImageNode.of(Origin.inMirror(PathBytes.ROOT));

  ImageNode top() {
    return top;
  }

  /** The name as it is in this state; absent if a directory above is. For looking only. */
  ImageNode look(PathBytes path) {
    ImageNode node = top;
    for (byte[] name : names(path)) {
      node = node.look(name);
    }
    return node;
  }

  /** The node of that name, made if it had none; directories above that are absent are made. */
  ImageNode at(PathBytes path) {
    ImageNode node = top;
    for (byte[] name : names(path)) {
      if (node.isAbsent()) {
        node.becomeDirectory();
      }
      node = node.child(name);
    }
    return node;
  }

  /** The name and all below it are not there; nothing happens if they are not there anyway. */
  void remove(PathBytes path) {
    if (!look(path).isAbsent()) {
      at(path).becomeAbsent();
    }
  }

  /** What is there gets another name, replacing what had it; the old name is absent. */
  void move(PathBytes from, PathBytes to) {
    ImageNode moved = at(from);
    at(from.parent()).put(from.name(), ImageNode.absent());
    ImageNode parent = at(to.parent());
    if (parent.isAbsent()) {
      parent.becomeDirectory();
    }
    parent.put(to.name(), moved);
  }

  static List<byte[]> names(PathBytes path) {
    List<byte[]> names = new ArrayList<>();
    if (!path.isRoot()) {
      for (String name : path.latin1().substring(1).split("/")) {
        names.add(name.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return names;
  }
}
