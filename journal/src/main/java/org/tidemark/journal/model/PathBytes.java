package org.tidemark.journal.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An absolute path as raw bytes: {@code /} or {@code /a/b}, never with a slash at the end, never
 * with an empty component.
 *
 * <p>Names are bytes: nothing here decodes them. {@link #toString} gives the text form ({@code
 * %XX}) for people; {@link #latin1} carries the bytes unchanged inside a String.
 *
 * <p>Natural order is tree order: a directory comes before everything below it, and everything
 * below it comes before its next sibling. Immutable.
 */
public final class PathBytes implements Comparable<PathBytes> {
  public static final PathBytes ROOT = new PathBytes(new byte[] {'/'});

  private final byte[] bytes;

  private PathBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes an absolute path; repeated slashes, {@code .} components and slashes at the end are
   * dropped.
   *
   * @throws IllegalArgumentException if it is relative, holds a NUL byte or a {@code ..} component
   */
  public static PathBytes of(byte[] path) {
    if (path.length == 0 || path[0] != '/') {
      throw new IllegalArgumentException("not an absolute path: " + PercentText.encode(path));
    }
    byte[] out = new byte[path.length];
    int length = 0;
    int at = 0;
    while (at < path.length) {
      int end = componentEnd(path, at + 1);
      int size = end - at - 1;
      if (size == 2 && path[at + 1] == '.' && path[at + 2] == '.') {
        throw new IllegalArgumentException("'..' in a path: " + PercentText.encode(path));
      }
      if (size > 0 && !(size == 1 && path[at + 1] == '.')) {
        System.arraycopy(path, at, out, length, size + 1);
        length += size + 1;
      }
      at = end;
    }
    return length == 0 ? ROOT : new PathBytes(Arrays.copyOf(out, length));
  }

  /**
   * As {@link #of(byte[])}, for a path that is part of a larger buffer. One that is in normal form
   * already, as every path on a list is, is only copied.
   *
   * @throws IllegalArgumentException as {@link #of(byte[])}
   */
  public static PathBytes of(byte[] buffer, int offset, int length) {
    byte[] path = Arrays.copyOfRange(buffer, offset, offset + length);
    return isNormal(path) ? new PathBytes(path) : of(path);
  }

  /** True if there is nothing to drop and nothing to refuse; a dot behind a slash is doubtful. */
  private static boolean isNormal(byte[] path) {
    byte before = 0;
    for (byte value : path) {
      if (value == 0 || (before == '/' && (value == '/' || value == '.'))) {
        return false;
      }
      before = value;
    }
    return path.length > 1 && path[0] == '/' && before != '/';
  }

  private static int componentEnd(byte[] path, int from) {
    int end = from;
    while (end < path.length && path[end] != '/') {
      if (path[end] == 0) {
        throw new IllegalArgumentException("NUL in a path: " + PercentText.encode(path));
      }
      end++;
    }
    return end;
  }

  /** For a path held as a String of ISO-8859-1 characters, one per byte. */
  public static PathBytes ofLatin1(String path) {
    return of(path.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** For literals in UTF-8, such as paths under /proc. */
  public static PathBytes ofUtf8(String path) {
    return of(path.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the text form that {@link #toString} writes. */
  public static PathBytes ofText(String text) {
    return of(PercentText.decode(text));
  }

  /** The bytes themselves; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Puts the bytes at the buffer's position; there is room for {@link #length} of them. */
  public void putInto(ByteBuffer target) {
    target.put(bytes);
  }

  /** The bytes, one character each. */
  public String latin1() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  public int length() {
    return bytes.length;
  }

  public boolean isRoot() {
    return bytes.length == 1;
  }

  /** The directory that holds this name; the root is its own parent. */
  public PathBytes parent() {
    int slash = lastSlash();
    return slash == 0 ? ROOT : new PathBytes(Arrays.copyOf(bytes, slash));
  }

  /** The last component; empty for the root. */
  public byte[] name() {
    return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
  }

  private int lastSlash() {
    int slash = bytes.length - 1;
    while (bytes[slash] != '/') {
      slash--;
    }
    return slash;
  }

  /** This directory's child of that name; an empty name is the directory itself. */
  public PathBytes child(byte[] name) {
    return child(name, 0, name.length);
  }

  /** As {@link #child(byte[])}, the name being part of a larger buffer. */
  public PathBytes child(byte[] buffer, int offset, int length) {
    if (length == 0) {
      return this;
    }
    int base = isRoot() ? 0 : bytes.length;
    byte[] out = Arrays.copyOf(bytes, base + 1 + length);
    out[base] = '/';
    System.arraycopy(buffer, offset, out, base + 1, length);
    return new PathBytes(out);
  }

  /** True if this is {@code top} or lies below it. */
  public boolean isUnder(PathBytes top) {
    if (top.isRoot()) {
      return true;
    }
    int size = top.bytes.length;
    return bytes.length >= size
        && Arrays.equals(bytes, 0, size, top.bytes, 0, size)
        && (bytes.length == size || bytes[size] == '/');
  }

  /** What is left of this path below {@code top}, without a slash in front; empty for the top. */
  public byte[] relativeTo(PathBytes top) {
    if (!isUnder(top)) {
      throw new IllegalArgumentException(this + " is not under " + top);
    }
    int from = top.isRoot() ? 1 : top.bytes.length + 1;
    return from >= bytes.length ? new byte[0] : Arrays.copyOfRange(bytes, from, bytes.length);
  }

  /** Adds a relative path of one or more components; empty gives this path. */
  public PathBytes resolve(byte[] relative) {
    return relative.length == 0 ? this : of(child(relative).bytes);
  }

  /** The same place below another top: {@code /a/x} moved from {@code /a} to {@code /b/c}. */
  public PathBytes rebase(PathBytes from, PathBytes to) {
    return to.resolve(relativeTo(from));
  }

  @Override
  public int compareTo(PathBytes other) {
    int shared = Math.min(bytes.length, other.bytes.length);
    int at = Arrays.mismatch(bytes, 0, shared, other.bytes, 0, shared);
    if (at < 0) {
      return Integer.compare(isRoot() ? 0 : bytes.length, other.isRoot() ? 0 : other.bytes.length);
    }
    return Integer.compare(rank(bytes[at]), rank(other.bytes[at]));
  }

  private static int rank(byte value) {
    return value == '/' ? 0 : value & 0xff;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathBytes path && Arrays.equals(bytes, path.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text form: bytes below 0x21, above 0x7e and {@code %} as {@code %XX}. */
  @Override
  public String toString() {
    return PercentText.encode(bytes);
  }
}
