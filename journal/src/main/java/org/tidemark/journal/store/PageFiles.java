package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The database's file, its log and the checksums of its pages, as they were found: opened before
 * SQLite opens them and closed after it. Belongs to the store's thread.
 */
final class PageFiles implements AutoCloseable {
  /** Where page 1 has the size of a page: https://sqlite.org/fileformat2.html 1.3.2. */
  private static final int PAGE_SIZE_AT = 16;

  private final FileChannel database;
  private final PageSums sums;
  private final WalFrames frames;
  private final WalFrames.PageList inLog = new WalFrames.PageList();
  private final PageCheck check;
  private final boolean wasClosed;

  private PageFiles(FileChannel database, PageSums sums, Path file)
      throws IOException, DamagedException {
    this.database = database;
    this.sums = sums;
    frames = new WalFrames(JournalFile.log(file));
    frames.advance(inLog);
    PageSums.Extent extent = sums.extent();
    wasClosed = extent.closed();
    check = checkOf(extent);
  }

  /**
   * @throws DamagedException if the log lacks what was in it, or page 1 is damaged
   */
  static PageFiles open(Path file) throws IOException, DamagedException {
    FileChannel database = FileChannel.open(file, StandardOpenOption.READ);
    boolean done = false;
    try {
      PageSums sums = sumsOf(file, database);
      try {
        PageFiles files = new PageFiles(database, sums, file);
        done = true;
        return files;
      } finally {
        if (!done) {
          sums.close();
        }
      }
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  /**
   * True if page 1 is known not to be what was written to it. Changes nothing.
   *
   * @param file a database whose first bytes say that it is none of ours
   */
  static boolean isFirstPageDamaged(Path file) throws IOException {
    Path place = file.resolveSibling(PageSums.NAME);
    if (!PageSums.exists(place)) {
      return false;
    }
    try (FileChannel database = FileChannel.open(file, StandardOpenOption.READ);
        PageSums sums = PageSums.open(place)) {
      PageSums.Extent extent = sums.extent();
      PageCheck check =
          new PageCheck(
              database, sums, pageSize(database), extent.pages(), new WalFrames.PageList());
      // While a checkpoint is not complete, the page may not have been copied yet.
      return extent.complete() && check.runAt(1).isPresent();
    } catch (DamagedException e) {
      // Checksums that are damaged themselves, or of a later form, say nothing.
      return false;
    }
  }

  private static PageSums sumsOf(Path file, FileChannel database) throws IOException {
    Path place = file.resolveSibling(PageSums.NAME);
    if (!Files.exists(place)) {
      build(place.resolveSibling(PageSums.NAME + ".new"), database);
      Files.move(
          place.resolveSibling(PageSums.NAME + ".new"), place, StandardCopyOption.ATOMIC_MOVE);
      Folders.sync(place.getParent());
    }
    return PageSums.open(place);
  }

  /** For a new database, or one whose checksums are lost: it is believed as it is. */
  private static void build(Path fresh, FileChannel database) throws IOException {
    Files.deleteIfExists(fresh);
    int size = pageSize(database);
    long pages = database.size() / size;
    ByteBuffer page = ByteBuffer.allocateDirect(size);
    try (PageSums sums = PageSums.open(fresh)) {
      for (long number = 1; number <= pages; number++) {
        page.clear();
        while (page.hasRemaining()
            && database.read(page, (number - 1) * size + page.position()) > 0) {}
        sums.put(number, PageSums.of(page.flip()));
      }
      sums.save(new PageSums.Extent(true, true, 0, 0, pages));
    }
  }

  /** A size that is none is damage, which page 1 then shows. */
  private static int pageSize(FileChannel database) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(PAGE_SIZE_AT + 2);
    while (header.hasRemaining() && database.read(header, header.position()) > 0) {}
    int size = Short.toUnsignedInt(header.getShort(PAGE_SIZE_AT));
    return size == 1 ? 1 << 16 : Math.max(512, size);
  }

  private PageCheck checkOf(PageSums.Extent extent) throws IOException, DamagedException {
    int size = pageSize(database);
    boolean same = frames.frames() > 0 && frames.salts() == extent.salts();
    if (same && frames.frames() < extent.frames()) {
      throw new DamagedException("the write-ahead log lacks what was written to it", null);
    }
    PageCheck found = new PageCheck(database, sums, size, extent.pages(), inLog);
    Optional<String> damage = same || extent.complete() ? found.runAt(1) : found.run();
    if (damage.isPresent()) {
      throw new DamagedException(damage.get(), null);
    }
    return found;
  }

  /** True if it was closed with everything in it. */
  boolean wasClosed() {
    return wasClosed;
  }

  /** The database says by now that it is in use. */
  void begin() throws IOException, DamagedException {
    sums.save(sums.extent().withClosed(false));
  }

  PageCheck check() {
    return check;
  }

  Checkpoints checkpoints(Database writer, Soundness soundness) {
    return new Checkpoints(writer, frames, inLog, sums, check, soundness);
  }

  @Override
  public void close() throws IOException {
    try (sums) {
      database.close();
    }
  }
}
