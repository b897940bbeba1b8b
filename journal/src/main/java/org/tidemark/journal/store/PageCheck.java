package org.tidemark.journal.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.Optional;

/**
 * Compares each page of the database, as it was at the opening, with its checksum: one thread reads
 * from end to end, and the store's thread has what it is about to overwrite looked at before, since
 * the damage would go on into the new page.
 */
final class PageCheck {
  private static final int PAGES_AT_ONCE = 64;

  private final FileChannel database;
  private final PageSums sums;
  private final int pageSize;
  private final long pages;
  private volatile long reached;
  private volatile boolean stopped;

  /** Pages that need not be looked at (any more): they are in the log, or were overwritten. */
  @GuardedBy("this")
  private final BitSet done = new BitSet();

  /**
   * @param database open for as long as SQLite has it open, since closing it releases SQLite's
   *     locks (fcntl(2))
   * @param log pages that the write-ahead log holds: what lies in the database is not used
   */
  PageCheck(FileChannel database, PageSums sums, int pageSize, long pages, WalFrames.PageList log) {
    this.database = database;
    this.sums = sums;
    this.pageSize = pageSize;
    this.pages = pages;
    for (int index = 0; index < log.size(); index++) {
      done.set((int) log.page(index));
    }
  }

  /** Of a hundred. */
  int percent() {
    return pages == 0 ? 100 : (int) (100 * reached / pages);
  }

  /** Makes {@link #run} end early; a thread that reads must not be interrupted, see fcntl(2). */
  void stop() {
    stopped = true;
  }

  /** Gives the first damaged page, in words. Any thread but the store's. */
  Optional<String> run() throws IOException {
    ByteBuffer content = ByteBuffer.allocateDirect(PAGES_AT_ONCE * pageSize);
    for (long first = 1; first <= pages; first += PAGES_AT_ONCE) {
      int count = (int) Math.min(PAGES_AT_ONCE, pages - first + 1);
      Optional<String> damage = check(first, count, content);
      if (damage.isPresent() || stopped) {
        return damage;
      }
      reached = first + count - 1;
    }
    return Optional.empty();
  }

  private Optional<String> check(long first, int count, ByteBuffer content) throws IOException {
    ByteBuffer known = ByteBuffer.allocate(4 * count);
    sums.read(first, known);
    read(first, content.clear().limit(count * pageSize));
    for (int index = 0; index < count; index++) {
      int sum = known.getInt(4 * index);
      if (sum != 0 && sum != PageSums.of(content.slice(index * pageSize, pageSize))) {
        Optional<String> damage = checkAlone(first + index);
        if (damage.isPresent()) {
          return damage;
        }
      }
    }
    return Optional.empty();
  }

  /** What lies behind the file's end counts as zeros, which is what no page of ours is. */
  private void read(long first, ByteBuffer content) throws IOException {
    long at = (first - 1) * pageSize;
    while (content.hasRemaining() && database.read(content, at + content.position()) > 0) {}
    while (content.hasRemaining()) {
      content.put((byte) 0);
    }
  }

  /** Looks at one page only. */
  Optional<String> runAt(long page) throws IOException {
    return checkAlone(page);
  }

  /** Nothing overwrites the page meanwhile. */
  private synchronized Optional<String> checkAlone(long page) throws IOException {
    if (page > pages || done.get((int) page)) {
      return Optional.empty();
    }
    done.set((int) page);
    ByteBuffer content = ByteBuffer.allocate(pageSize);
    read(page, content);
    int sum = sums.sumOf(page);
    return sum == 0 || sum == PageSums.of(content.flip())
        ? Optional.empty()
        : Optional.of("page " + page + " is not what was written");
  }

  /** To be called before checksums and pages are written; gives damage in words. */
  Optional<String> overwriting(WalFrames.PageList log) throws IOException {
    if (reached == pages) {
      return Optional.empty();
    }
    for (int index = 0; index < log.size(); index++) {
      Optional<String> damage = checkAlone(log.page(index));
      if (damage.isPresent()) {
        return damage;
      }
    }
    return Optional.empty();
  }
}
