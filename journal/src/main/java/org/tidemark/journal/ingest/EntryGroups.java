package org.tidemark.journal.ingest;

/** The entries of a batch, grouped by their directory. Immutable. */
final class EntryGroups {
  private final int[] ends;
  private final int[] entries;

  private EntryGroups(int[] ends, int[] entries) {
    this.ends = ends;
    this.entries = entries;
  }

  /** Sorts by counting: two passes over the entries, and no object for any. */
  static EntryGroups of(PendingChanges pending) {
    int[] next = new int[pending.directories().count()];
    for (int entry = 0; entry < pending.count(); entry++) {
      next[pending.directory(entry)]++;
    }
    int begin = 0;
    for (int directory = 0; directory < next.length; directory++) {
      int size = next[directory];
      next[directory] = begin;
      begin += size;
    }
    int[] entries = new int[pending.count()];
    for (int entry = 0; entry < pending.count(); entry++) {
      entries[next[pending.directory(entry)]++] = entry;
    }
    return new EntryGroups(next, entries);
  }

  /** Where the entries of a directory begin, for {@link #entry}. */
  int begin(int directory) {
    return directory == 0 ? 0 : ends[directory - 1];
  }

  /** Behind the last entry of a directory. */
  int end(int directory) {
    return ends[directory];
  }

  /** The number of an entry in the batch. */
  int entry(int at) {
    return entries[at];
  }
}
