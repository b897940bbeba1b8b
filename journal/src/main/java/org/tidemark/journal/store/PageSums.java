package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The file {@code STATE/journal.sums}: a checksum of each page of the database, since SQLite keeps
 * none. A page is not in the write-ahead log, or what lies in the database has the checksum that
 * lies here. Written by the store's thread, read by any.
 */
final class PageSums implements AutoCloseable {
  static final String NAME = "journal.sums";

  private static final long MAGIC =
      ByteBuffer.wrap("TDMKSUMS".getBytes(StandardCharsets.US_ASCII)).getLong();
  private static final int HEADER = 48;
  private static final int SUM_AT = 44;
  private static final long FIRST_AT = 4096;

  private final FileChannel channel;

  private PageSums(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * How far the database was when the file was last written.
   *
   * @param closed everything is in the database, and nobody has it open
   * @param complete the log named by salts and frames was copied into the database to its end;
   *     while not, all of it must still be there
   * @param pages of the database
   */
  record Extent(boolean closed, boolean complete, long salts, long frames, long pages) {
    Extent withClosed(boolean now) {
      return new Extent(now, complete, salts, frames, pages);
    }
  }

  static boolean exists(Path file) {
    return Files.exists(file);
  }

  static PageSums open(Path file) throws IOException {
    return new PageSums(
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }

  /** The checksum of a page; never 0, which stands for none. */
  static int of(ByteBuffer page) {
    CRC32C sum = new CRC32C();
    sum.update(page);
    int value = (int) sum.getValue();
    return value == 0 ? 1 : value;
  }

  /**
   * @throws DamagedException if this file itself is damaged: nothing vouches for the database then
   */
  Extent extent() throws IOException, DamagedException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    readFully(header, 0);
    if (header.hasRemaining()
        || header.getLong(0) != MAGIC
        || header.getInt(SUM_AT) != of(header.slice(0, SUM_AT))) {
      throw new DamagedException(NAME + " is damaged", null);
    }
    return new Extent(
        header.getInt(8) != 0,
        header.getInt(12) != 0,
        header.getLong(16),
        header.getLong(24),
        header.getLong(32));
  }

  /** Writes the extent; on the disk, with all checksums, when it returns. */
  void save(Extent extent) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header
        .putLong(MAGIC)
        .putInt(extent.closed() ? 1 : 0)
        .putInt(extent.complete() ? 1 : 0)
        .putLong(extent.salts())
        .putLong(extent.frames())
        .putLong(extent.pages());
    header.putInt(SUM_AT, of(header.slice(0, SUM_AT))).clear();
    writeFully(header, 0);
    channel.force(false);
  }

  void put(long page, int sum) throws IOException {
    writeFully(ByteBuffer.allocate(4).putInt(0, sum), place(page));
  }

  /** The checksum of a page; 0 if none is known. */
  int sumOf(long page) throws IOException {
    ByteBuffer sum = ByteBuffer.allocate(4);
    readFully(sum, place(page));
    return sum.hasRemaining() ? 0 : sum.getInt(0);
  }

  /** Checksums from a page on, as many as fit and are known. */
  void read(long firstPage, ByteBuffer sums) throws IOException {
    readFully(sums, place(firstPage));
  }

  /** Pages behind the database's end have none any more. */
  void cutTo(long pages) throws IOException {
    if (channel.size() > place(pages + 1)) {
      channel.truncate(place(pages + 1));
    }
  }

  private static long place(long page) {
    return FIRST_AT + 4 * (page - 1);
  }

  private void readFully(ByteBuffer into, long at) throws IOException {
    int begin = into.position();
    while (into.hasRemaining() && channel.read(into, at + into.position() - begin) > 0) {}
  }

  private void writeFully(ByteBuffer from, long at) throws IOException {
    while (from.hasRemaining()) {
      channel.write(from, at + from.position());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
