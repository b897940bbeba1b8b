package org.tidemark.netbackup.lists;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;

/**
 * One line of an include list: a full path, a backslash before each wildcard. Elsewhere a backslash
 * stands for itself, blanks count, and there is no way to write a line feed (NetBackup
 * Administrator's Guide for UNIX, "Syntax rules for exclude lists").
 */
public final class ListLine {
  /** NetBackup never saves what has a longer path. */
  public static final int LONGEST = 1023;

  private static final String WILDCARDS = "*?[]{}";

  /** Why a list cannot name a path. */
  public enum Problem {
    /** More than {@link #LONGEST} bytes: NetBackup saves it on no way. */
    TOO_LONG,
    /** Only its escaped form is too long. */
    LONG_LINE,
    LINE_FEED,
    /** Whether a backslash takes the meaning from a brace is documented both ways. */
    BRACES,
    /** Its backslash and ours could be taken for one literal backslash and a wildcard. */
    BACKSLASH_BEFORE_WILDCARD,
    /** Blanks at the end of a line are cut off, or break the match. */
    BLANK_AT_END
  }

  private ListLine() {}

  /** Empty if the path can stand on a list. */
  public static Optional<Problem> problem(PathBytes path) {
    byte[] bytes = path.bytes();
    if (bytes.length > LONGEST) {
      return Optional.of(Problem.TOO_LONG);
    }
    if (bytes[bytes.length - 1] >= 0 && bytes[bytes.length - 1] <= ' ') {
      return Optional.of(
          bytes[bytes.length - 1] == '\n' ? Problem.LINE_FEED : Problem.BLANK_AT_END);
    }
    Optional<Problem> inside = problemInside(bytes);
    boolean longLine = inside.isEmpty() && of(path).length > LONGEST;
    return longLine ? Optional.of(Problem.LONG_LINE) : inside;
  }

  /** False for what NetBackup passes over wherever it meets it: it makes no directory again. */
  static boolean isEverSaved(PathBytes path, Trees.Kind kind) {
    return kind != Trees.Kind.SOCKET && path.length() <= LONGEST;
  }

  private static Optional<Problem> problemInside(byte[] bytes) {
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        return Optional.of(Problem.LINE_FEED);
      }
      if (bytes[at] == '{' || bytes[at] == '}') {
        return Optional.of(Problem.BRACES);
      }
      if (bytes[at] == '\\' && at + 1 < bytes.length && isWildcard(bytes[at + 1])) {
        return Optional.of(Problem.BACKSLASH_BEFORE_WILDCARD);
      }
    }
    return Optional.empty();
  }

  private static boolean isWildcard(byte value) {
    return WILDCARDS.indexOf(value) >= 0;
  }

  /** The line without its line feed; only for a path without {@link #problem}. */
  public static byte[] of(PathBytes path) {
    byte[] bytes = path.bytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 8);
    for (byte value : bytes) {
      if (isWildcard(value)) {
        out.write('\\');
      }
      out.write(value);
    }
    return out.toByteArray();
  }

  /**
   * The path that a line means, as {@link #of} wrote it.
   *
   * @throws IllegalArgumentException for a line that is no full path, or holds a wildcard
   */
  public static PathBytes read(byte[] line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(line.length);
    for (int at = 0; at < line.length; at++) {
      boolean escapes = line[at] == '\\' && at + 1 < line.length && isWildcard(line[at + 1]);
      if (escapes) {
        at++;
      } else if (isWildcard(line[at])) {
        throw new IllegalArgumentException("a wildcard in the line of an include list");
      }
      out.write(line[at]);
    }
    return PathBytes.of(out.toByteArray());
  }
}
