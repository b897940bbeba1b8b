package org.tidemark.journal.list;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.PathBytes;

/**
 * Writes the kept form of a list: what the journal stores beside its database and what adapters get
 * over the control socket. A list without its end record is not a list.
 *
 * <pre>
 * "TMLIST1\n"  header  { kind u8, reason u8, links s32, known s32, bits s32, length u16, path }*
 * 'E' u8  count s64
 * </pre>
 *
 * <p>Numbers are big-endian. Not thread-safe.
 */
public final class StoredListWriter implements AutoCloseable {
  static final String MAGIC = "TMLIST1\n";

  private static final int SIZE = 1 << 17;

  /** Length of an entry before its path. */
  private static final int FIXED = 16;

  private static final int LONGEST_PATH = 0xffff;

  private final OutputStream target;
  private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);
  private final long begin;
  private long flushed;
  private long count;

  public StoredListWriter(OutputStream target, ListHeader header) throws IOException {
    this.target = target;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeHeader(header, new DataOutputStream(bytes));
    target.write(bytes.toByteArray());
    begin = bytes.size();
    flushed = begin;
  }

  private static void writeHeader(ListHeader header, DataOutputStream out) throws IOException {
    out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
    out.writeLong(header.window());
    out.writeUTF(header.consumer());
    out.writeUTF(header.asked().name());
    out.writeUTF(header.level().name());
    out.writeUTF(header.base().toString());
    out.writeUTF(header.end().toString());
    out.writeLong(header.madeMillis());
    out.writeInt(header.paths().size());
    for (PathBytes path : header.paths()) {
      writeBytes(path.bytes(), out);
    }
    out.writeInt(header.notes().size());
    for (String note : header.notes()) {
      writeBytes(note.getBytes(StandardCharsets.UTF_8), out);
    }
  }

  private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
    checkLength(bytes.length);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static void checkLength(int length) throws IOException {
    if (length > LONGEST_PATH) {
      throw new IOException("a path of " + length + " bytes does not fit a list");
    }
  }

  /** Adds one entry. */
  public void add(Entry entry) throws IOException {
    int length = entry.path().length();
    checkLength(length);
    makeRoom(FIXED + length);
    buffer.put((byte) entry.kind().letter()).put((byte) entry.reason().code());
    buffer.putInt(entry.links()).putInt(entry.linksKnown()).putInt(entry.bits());
    buffer.putShort((short) length);
    entry.path().putInto(buffer);
    count++;
  }

  private void makeRoom(int length) throws IOException {
    if (buffer.remaining() < length) {
      flush();
    }
  }

  private void flush() throws IOException {
    target.write(buffer.array(), 0, buffer.position());
    flushed += buffer.position();
    buffer.clear();
  }

  /**
   * Where the entries lie in what was written.
   *
   * @param begin in bytes from the start of the list
   * @param end where the end record begins
   */
  public record Stretch(long begin, long end, long count) {}

  /** The entries so far. */
  public Stretch entries() {
    return new Stretch(begin, flushed + buffer.position(), count);
  }

  /** Adds all entries of another list without looking at them. */
  public void addAll(FileChannel list, Stretch entries) throws IOException {
    flush();
    ByteBuffer piece = ByteBuffer.allocate(SIZE);
    for (long at = entries.begin(); at < entries.end(); at += piece.position()) {
      piece.clear().limit((int) Math.min(SIZE, entries.end() - at));
      if (list.read(piece, at) <= 0) {
        throw new EOFException("the list ends at " + at + ", not at " + entries.end());
      }
      target.write(piece.array(), 0, piece.position());
    }
    flushed += entries.end() - entries.begin();
    count += entries.count();
  }

  public long count() {
    return count;
  }

  /** Writes the end record; without it the list counts as cut short. */
  public void finish() throws IOException {
    makeRoom(1 + Long.BYTES);
    buffer.put((byte) 'E').putLong(count);
    flush();
    target.flush();
  }

  /** Flushes without an end record. */
  @Override
  public void close() throws IOException {
    try (target) {
      flush();
    }
  }
}
