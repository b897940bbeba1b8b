package org.tidemark.journal.model;

/** The four kinds of list entry. */
public enum EntryKind {
  /** Save this one name: a file, link, special file, or a directory's own attributes. */
  OBJECT('O'),
  /** This name is gone; only the topmost missing path is listed. */
  REMOVED('R'),
  /** Names, and children that are not directories, may have changed: compare one level. */
  CONTENTS('C'),
  /** Everything from here down is new, moved in, or not vouched for: compare it all. */
  SUBTREE('S');

  private final char letter;

  EntryKind(char letter) {
    this.letter = letter;
  }

  /** The letter of the {@code nul} and {@code text} forms. */
  public char letter() {
    return letter;
  }

  /**
   * @throws IllegalArgumentException for a letter that is no kind's
   */
  public static EntryKind ofLetter(int letter) {
    for (EntryKind kind : values()) {
      if (kind.letter == letter) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no such kind of entry: " + (char) letter);
  }
}
