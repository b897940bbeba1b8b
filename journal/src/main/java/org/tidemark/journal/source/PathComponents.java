package org.tidemark.journal.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/** Every directory entry that decides where a path leads, through chains of symbolic links. */
final class PathComponents {
  /** As many as the kernel follows (path_resolution(7)). */
  private static final int MOST_LINKS = 40;

  /** Is told each entry before it is read, so that a watch can be set first. */
  interface Visitor {
    void entry(PathBytes directory, byte[] name);
  }

  private final Kernel kernel;
  private final Visitor visitor;
  private final Deque<String> ahead = new ArrayDeque<>();
  private final byte[] target = new byte[4096];
  private PathBytes current = PathBytes.ROOT;

  private PathComponents(Kernel kernel, Visitor visitor) {
    this.kernel = kernel;
    this.visitor = visitor;
  }

  /** Follows the path as far as it leads; an entry that is missing is the last one told. */
  static void visit(Kernel kernel, PathBytes path, Visitor visitor) {
    PathComponents components = new PathComponents(kernel, visitor);
    components.push(path.latin1());
    components.follow();
  }

  /** Puts the components of a path, one character per byte, in front of those still ahead. */
  private void push(String path) {
    String[] names = path.split("/");
    for (int i = names.length - 1; i >= 0; i--) {
      if (!names[i].isEmpty() && !names[i].equals(".")) {
        ahead.addFirst(names[i]);
      }
    }
  }

  private void follow() {
    int links = 0;
    while (!ahead.isEmpty() && links <= MOST_LINKS) {
      String name = ahead.removeFirst();
      if (name.equals("..")) {
        current = current.parent();
        continue;
      }
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      visitor.entry(current, bytes);
      PathBytes next = current.child(bytes);
      int length = kernel.readlinkat(Kernel.AT_FDCWD, next.bytes(), target);
      if (length >= 0) {
        links++;
        followLink(Arrays.copyOf(target, length));
      } else if (length == -Errno.EINVAL) {
        current = next;
      } else {
        return;
      }
    }
  }

  private void followLink(byte[] link) {
    if (link.length > 0 && link[0] == '/') {
      current = PathBytes.ROOT;
    }
    push(new String(link, StandardCharsets.ISO_8859_1));
  }
}
