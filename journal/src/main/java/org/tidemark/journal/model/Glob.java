package org.tidemark.journal.model;

import java.nio.charset.StandardCharsets;

/**
 * A shell glob over the bytes of one name: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]},
 * {@code \x}. A leading dot has no special meaning. Immutable.
 */
public final class Glob {
  private final byte[] pattern;

  Glob(byte[] pattern) {
    this.pattern = pattern.clone();
  }

  public String latin1() {
    return new String(pattern, StandardCharsets.ISO_8859_1);
  }

  /** Matches the whole name; linear but for one point of return per {@code *}. */
  public boolean matches(byte[] buffer, int offset, int length) {
    int p = 0;
    int n = 0;
    int starAt = -1;
    int starName = 0;
    while (n < length) {
      int next = p < pattern.length && pattern[p] != '*' ? step(p, buffer[offset + n]) : -1;
      if (next >= 0) {
        p = next;
        n++;
      } else if (p < pattern.length && pattern[p] == '*') {
        starAt = p++;
        starName = n;
      } else if (starAt >= 0) {
        p = starAt + 1;
        n = ++starName;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  /** Where the pattern goes on if its element at {@code p} takes this byte, else -1. */
  private int step(int p, byte value) {
    return switch (pattern[p]) {
      case '?' -> p + 1;
      case '\\' -> {
        int literal = p + 1 < pattern.length ? p + 1 : p;
        yield pattern[literal] == value ? literal + 1 : -1;
      }
      case '[' -> {
        int end = classEnd(p);
        if (end < 0) {
          yield value == '[' ? p + 1 : -1;
        }
        yield inClass(p + 1, end, value & 0xff) ? end + 1 : -1;
      }
      default -> pattern[p] == value ? p + 1 : -1;
    };
  }

  private int classEnd(int p) {
    int at = p + 1;
    if (at < pattern.length && (pattern[at] == '!' || pattern[at] == '^')) {
      at++;
    }
    if (at < pattern.length && pattern[at] == ']') {
      at++;
    }
    while (at < pattern.length && pattern[at] != ']') {
      at++;
    }
    return at < pattern.length ? at : -1;
  }

  private boolean inClass(int from, int end, int value) {
    boolean negated = pattern[from] == '!' || pattern[from] == '^';
    boolean found = false;
    for (int at = negated ? from + 1 : from; at < end; at++) {
      int low = pattern[at] & 0xff;
      int high = low;
      if (at + 2 < end && pattern[at + 1] == '-') {
        high = pattern[at + 2] & 0xff;
        at += 2;
      }
      found |= value >= low && value <= high;
    }
    return found != negated;
  }
}
