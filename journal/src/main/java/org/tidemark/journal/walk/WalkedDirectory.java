package org.tidemark.journal.walk;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.PathBytes;

/** A directory that is open. One per thread of a walk, moved from one directory to the next. */
public final class WalkedDirectory {
  private final FileStat stat = new FileStat();
  private byte[] bytes = new byte[4096];
  private int length;
  private int depth;
  private int parentTag;
  private int tag;
  private boolean crossed;
  private @Nullable PathBytes path;

  /** Its path, made when it is first asked for. */
  public PathBytes path() {
    PathBytes known = path;
    if (known == null) {
      known = length == 0 ? PathBytes.ROOT : PathBytes.of(bytes, 0, length);
      path = known;
    }
    return known;
  }

  /** Of the open directory; in {@link WalkVisitor#enter} only. */
  public FileStat stat() {
    return stat;
  }

  /** 0 for the directory where the walk started. */
  public int depth() {
    return depth;
  }

  /** What {@link WalkVisitor#enter} answered for the directory that it lies in; 0 for the top. */
  public int parentTag() {
    return parentTag;
  }

  /** What {@link WalkVisitor#enter} answered for this one; while its names are shown. */
  public int tag() {
    return tag;
  }

  /** True if it lies on another filesystem, or btrfs subvolume, than the top of the walk. */
  public boolean isElsewhere() {
    return crossed;
  }

  // --- for the walk -----------------------------------------------------------------------------

  void begin(PathBytes top, int newDepth) {
    byte[] start = top.bytes();
    length = 0;
    if (!top.isRoot()) {
      append(start, 1, start.length - 1);
    }
    depth = newDepth;
    path = top;
  }

  /** Goes to the child of that name. */
  void down(byte[] names, int offset, int nameLength) {
    append(names, offset, nameLength);
    depth++;
    path = null;
  }

  private void append(byte[] source, int offset, int count) {
    if (length + 1 + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (length + 1 + count));
    }
    bytes[length] = '/';
    System.arraycopy(source, offset, bytes, length + 1, count);
    length += 1 + count;
  }

  /** Back to the ancestor with that length and depth. */
  void up(int newLength, int newDepth) {
    if (newLength != length) {
      length = newLength;
      path = null;
    }
    depth = newDepth;
  }

  void describe(int tagOfParent, boolean elsewhere) {
    parentTag = tagOfParent;
    crossed = elsewhere;
  }

  void setTag(int newTag) {
    tag = newTag;
  }

  int length() {
    return length;
  }

  /** The path of an ancestor, by its length. */
  PathBytes ancestor(int ancestorLength) {
    return ancestorLength == 0 ? PathBytes.ROOT : PathBytes.of(bytes, 0, ancestorLength);
  }
}
