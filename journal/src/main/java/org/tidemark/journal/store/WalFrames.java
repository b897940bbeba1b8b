package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads what was committed to the write-ahead log, frame by frame, as SQLite itself would after a
 * crash: https://sqlite.org/fileformat2.html section 4. SQLite takes no lock on this file, so
 * opening and closing it here releases none. Belongs to one thread.
 */
final class WalFrames {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int SALTS_AT = 16;
  private static final int MAGIC = 0x377f0682;

  private final Path file;
  private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER);
  private ByteBuffer frame = ByteBuffer.allocateDirect(FRAME_HEADER);
  private final PageList uncommitted = new PageList();
  private long salts;
  private long frames;
  private long pages;
  private int sum1;
  private int sum2;
  private int committedSum1;
  private int committedSum2;

  WalFrames(Path file) {
    this.file = file;
  }

  /** Which filling of the log this is; 0 if there is none. */
  long salts() {
    return salts;
  }

  /** Committed frames of this filling. */
  long frames() {
    return frames;
  }

  /** Size of the database in pages after its last commit; 0 if there is none in the log. */
  long pages() {
    return pages;
  }

  /** To be called after a transaction failed: what it left behind may be overwritten. */
  void beginAgain() {
    salts = 0;
    frames = 0;
    pages = 0;
  }

  /** Adds the pages that were committed since the last call, with the checksums of their bytes. */
  void advance(PageList found) throws IOException {
    if (!Files.exists(file)) {
      beginAgain();
      return;
    }
    try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
      if (readHeader(log)) {
        readFrames(log, found);
      } else {
        beginAgain();
      }
    }
  }

  private boolean readHeader(FileChannel log) throws IOException {
    header.clear();
    while (header.hasRemaining() && log.read(header, header.position()) > 0) {}
    if (header.hasRemaining() || (header.getInt(0) & ~1) != MAGIC) {
      return false;
    }
    sum1 = 0;
    sum2 = 0;
    sum(header, 0, SALTS_AT + 8);
    if (sum1 != header.getInt(24) || sum2 != header.getInt(28)) {
      return false;
    }
    if (salts != header.getLong(SALTS_AT)) {
      begin(header.getLong(SALTS_AT), header.getInt(8));
    }
    return true;
  }

  private void begin(long newSalts, int pageSize) {
    beginAgain();
    salts = newSalts;
    committedSum1 = sum1;
    committedSum2 = sum2;
    if (frame.capacity() != FRAME_HEADER + pageSize) {
      frame = ByteBuffer.allocateDirect(FRAME_HEADER + pageSize);
    }
  }

  private void readFrames(FileChannel log, PageList found) throws IOException {
    sum1 = committedSum1;
    sum2 = committedSum2;
    uncommitted.clear();
    for (long next = frames; readFrame(log, next); next++) {
      uncommitted.add(frame.getInt(0), PageSums.of(frame.slice(FRAME_HEADER, pageSize())));
      if (frame.getInt(4) != 0) {
        frames = next + 1;
        pages = Integer.toUnsignedLong(frame.getInt(4));
        committedSum1 = sum1;
        committedSum2 = sum2;
        found.addAll(uncommitted);
        uncommitted.clear();
      }
    }
  }

  private int pageSize() {
    return frame.capacity() - FRAME_HEADER;
  }

  /** False where the log ends: the rest of the file is older, or was not written to its end. */
  private boolean readFrame(FileChannel log, long number) throws IOException {
    frame.clear();
    long at = HEADER + number * frame.capacity();
    while (frame.hasRemaining() && log.read(frame, at + frame.position()) > 0) {}
    if (frame.hasRemaining() || frame.getLong(8) != salts) {
      return false;
    }
    sum(frame, 0, 8);
    sum(frame, FRAME_HEADER, frame.capacity());
    return sum1 == frame.getInt(16) && sum2 == frame.getInt(20);
  }

  /** The log's own checksum, which runs on from frame to frame. */
  private void sum(ByteBuffer bytes, int from, int to) {
    boolean bigEndian = (header.getInt(0) & 1) != 0;
    bytes.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int s1 = sum1;
    int s2 = sum2;
    for (int at = from; at < to; at += 8) {
      s1 += bytes.getInt(at) + s2;
      s2 += bytes.getInt(at + 4) + s1;
    }
    sum1 = s1;
    sum2 = s2;
    bytes.order(ByteOrder.BIG_ENDIAN);
  }

  /** Pages and the checksums of their bytes, in the order in which they were written. */
  static final class PageList {
    private int[] pages = new int[256];
    private int[] sums = new int[256];
    private int size;

    int size() {
      return size;
    }

    /** Page numbers begin at 1 and are unsigned. */
    long page(int index) {
      return Integer.toUnsignedLong(pages[index]);
    }

    int sum(int index) {
      return sums[index];
    }

    void clear() {
      size = 0;
    }

    private void add(int page, int sum) {
      makeRoom(1);
      pages[size] = page;
      sums[size++] = sum;
    }

    private void addAll(PageList more) {
      makeRoom(more.size);
      System.arraycopy(more.pages, 0, pages, size, more.size);
      System.arraycopy(more.sums, 0, sums, size, more.size);
      size += more.size;
    }

    private void makeRoom(int more) {
      if (size + more > pages.length) {
        int room = Math.max(size + more, pages.length * 2);
        pages = Arrays.copyOf(pages, room);
        sums = Arrays.copyOf(sums, room);
      }
    }
  }
}
