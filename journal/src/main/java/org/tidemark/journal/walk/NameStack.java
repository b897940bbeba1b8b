package org.tidemark.journal.walk;

import java.util.Arrays;
import org.tidemark.journal.kernel.DirectoryEntries;

/**
 * Names of directories that are still to be visited, those of one open directory behind those of
 * its parent: a byte for the length, then the name. One thread.
 */
final class NameStack {
  private byte[] bytes = new byte[1 << 16];
  private int top;

  int top() {
    return top;
  }

  void cutTo(int newTop) {
    top = newTop;
  }

  /** Adds the name at which the entries stand; names have 1 to 255 bytes. */
  void push(DirectoryEntries entries) {
    int length = entries.nameLength();
    makeRoom(1 + length);
    bytes[top] = (byte) length;
    entries.nameInto(bytes, top + 1);
    top += 1 + length;
  }

  /** Adds names in the form of {@link #copy}. */
  void pushAll(byte[] names) {
    makeRoom(names.length);
    System.arraycopy(names, 0, bytes, top, names.length);
    top += names.length;
  }

  private void makeRoom(int more) {
    if (top + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, top + more));
    }
  }

  int lengthAt(int at) {
    return bytes[at] & 0xff;
  }

  byte[] nameAt(int at) {
    return Arrays.copyOfRange(bytes, at + 1, at + 1 + lengthAt(at));
  }

  /** Where the name behind that one begins. */
  int after(int at) {
    return at + 1 + lengthAt(at);
  }

  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
