package org.tidemark.journal.model;

/**
 * One line of a list.
 *
 * @param links number of hard links of a listed file ({@code st_nlink}); 0 where it was not looked
 *     up, 1 for a file with one name
 * @param linksKnown how many of them are on this list
 * @param bits the {@link ChangeBits} of the change behind it; 0 if there is none
 */
public record Entry(
    EntryKind kind, PathBytes path, Reason reason, int links, int linksKnown, int bits) {

  public static Entry of(EntryKind kind, PathBytes path, Reason reason) {
    return new Entry(kind, path, reason, 0, 0, 0);
  }

  public static Entry object(PathBytes path, int links, int bits) {
    return new Entry(EntryKind.OBJECT, path, Reason.CHANGED, links, links > 1 ? 0 : links, bits);
  }
}
