package org.tidemark.rsync.proof;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Goes over sorted changes beside names in the same order. Not thread-safe. */
final class ChangeCursor implements Closeable {
  private record Open(String key, Changes.Reach reach) {}

  private final KeyedRecords records;
  private final Deque<Open> open = new ArrayDeque<>();

  /**
   * @param sorted file of changes
   */
  ChangeCursor(Path sorted) throws IOException {
    records = new KeyedRecords(sorted);
    var unused = records.next();
  }

  /**
   * True if a change accounts for a difference there.
   *
   * @param key not below that of the call before
   * @param surplus whether it is that the mirror has it and the source has not
   */
  boolean covers(String key, boolean surplus) throws IOException {
    while (records.key() != null && records.key().compareTo(key) <= 0) {
      closeAllBut(records.key());
      open.push(new Open(records.key(), Changes.Reach.of(records.value())));
      var unused = records.next();
    }
    closeAllBut(key);
    String parent = SortKey.parent(key);
    return open.stream().anyMatch(change -> covers(change, key, parent, surplus));
  }

  /** Forgets the changes above which neither this name nor any later one lies. */
  private void closeAllBut(String key) {
    while (!open.isEmpty() && !SortKey.holds(open.peek().key(), key)) {
      open.pop();
    }
  }

  private static boolean covers(Open change, String key, String parent, boolean surplus) {
    return switch (change.reach()) {
      case NAME -> change.key().equals(key);
      case LEVEL -> change.key().equals(key) || change.key().equals(parent);
      case TREE -> true;
      case REMOVALS -> surplus && change.key().equals(parent);
    };
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
