package org.tidemark.rsync.points;

import org.tidemark.journal.model.PathBytes;

/**
 * One record of the file {@code before}: what a name of the mirror was before a step.
 *
 * @param path in the mirror, which is {@code /}
 * @param attributes null unless the kind is THERE
 */
public record Before(Kind kind, PathBytes path, Attributes attributes) {
  /** What a record says. */
  public enum Kind {
    /** There was an object with these attributes. */
    THERE(' '),
    /** There was nothing. */
    ABSENT('-'),
    /** Each name of this tree that was there has a record; below it there was nothing else. */
    TREE('T'),
    /** The same for the children of a directory, and not for what lies below them. */
    LEVEL('L');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  public static Before there(PathBytes path, Attributes attributes) {
    return new Before(Kind.THERE, path, attributes);
  }

  public static Before of(Kind kind, PathBytes path) {
    return new Before(kind, path, null);
  }

  /** The record without its NUL, one character per byte. */
  String text() {
    String front = kind == Kind.THERE ? attributes.text() : Character.toString(kind.letter);
    return front + " " + MirrorName.text(path);
  }

  /**
   * Reads what {@link #text} or find(1) wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Before parse(String record) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.THERE && record.startsWith(kind.letter + " .")) {
        return of(kind, MirrorName.parse(record.substring(2)));
      }
    }
    String[] fields = record.split(" ", Attributes.FIELDS + 1);
    if (fields.length <= Attributes.FIELDS) {
      throw new IllegalArgumentException("not a record of a step");
    }
    return there(MirrorName.parse(fields[Attributes.FIELDS]), Attributes.parse(fields));
  }
}
