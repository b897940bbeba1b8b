package org.tidemark.rsync.proof;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** In what a name of a mirror differs from its source, as rsync tells it (rsync(1), -i). */
public enum DriftKind {
  /** The mirror has it and the source has not. */
  SURPLUS('S'),
  /** The source has it and the mirror has not, or has something of another type there. */
  MISSING('M'),
  /** Size, bytes, or what a symbolic link or a device points to. */
  CONTENT('C'),
  TIMES('T'),
  MODE('P'),
  /** User or group. */
  OWNER('O'),
  ACL('A'),
  XATTRS('X'),
  /** It is one file with other names, and here it is not. */
  LINKS('L');

  private static final String DELETED = "*deleting";
  private static final String CREATED = "+++++++++";

  /** Where the letters that say what differs begin, behind how it is mended and the type. */
  private static final int LETTERS = 2;

  private final char letter;

  DriftKind(char letter) {
    this.letter = letter;
  }

  /** Stands for it in files of ours. */
  char letter() {
    return letter;
  }

  static DriftKind ofLetter(char letter) {
    for (DriftKind kind : values()) {
      if (kind.letter == letter) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of drift: " + letter);
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads what rsync says of a name.
   *
   * @param what up to eleven characters; later versions may add more
   * @return empty if nothing differs that a mirror keeps
   */
  static Set<DriftKind> of(String what) {
    if (what.startsWith(DELETED)) {
      return EnumSet.of(SURPLUS);
    }
    if (what.contains(CREATED)) {
      return EnumSet.of(MISSING);
    }
    Set<DriftKind> kinds = EnumSet.noneOf(DriftKind.class);
    if (what.startsWith("h")) {
      kinds.add(LINKS);
    }
    for (int at = LETTERS; at < what.length(); at++) {
      add(kinds, what.charAt(at));
    }
    return kinds;
  }

  private static void add(Set<DriftKind> kinds, char letter) {
    switch (letter) {
      case 'c', 's' -> kinds.add(CONTENT);
      case 't', 'T' -> kinds.add(TIMES);
      case 'p' -> kinds.add(MODE);
      case 'o', 'g' -> kinds.add(OWNER);
      case 'a' -> kinds.add(ACL);
      case 'x' -> kinds.add(XATTRS);
      default -> {
        // A dot or a blank: the same; u, n and b: when it was read or made, which no mirror keeps.
      }
    }
  }
}
