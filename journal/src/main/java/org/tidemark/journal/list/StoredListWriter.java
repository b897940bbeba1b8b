package org.tidemark.journal.list;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  private final DataOutputStream out;
  private long count;

  public StoredListWriter(OutputStream target, ListHeader header) throws IOException {
    out = new DataOutputStream(new BufferedOutputStream(target, 1 << 16));
    out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
    writeHeader(header);
  }

  private void writeHeader(ListHeader header) throws IOException {
    out.writeLong(header.window());
    out.writeUTF(header.consumer());
    out.writeUTF(header.asked().name());
    out.writeUTF(header.level().name());
    out.writeUTF(header.base().toString());
    out.writeUTF(header.end().toString());
    out.writeLong(header.madeMillis());
    out.writeInt(header.paths().size());
    for (PathBytes path : header.paths()) {
      writeBytes(path.bytes());
    }
    writeNotes(header.notes());
  }

  private void writeNotes(List<String> notes) throws IOException {
    out.writeInt(notes.size());
    for (String note : notes) {
      writeBytes(note.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Adds one entry. */
  public void add(Entry entry) throws IOException {
    out.writeByte(entry.kind().letter());
    out.writeByte(entry.reason().code());
    out.writeInt(entry.links());
    out.writeInt(entry.linksKnown());
    out.writeInt(entry.bits());
    writeBytes(entry.path().bytes());
    count++;
  }

  private void writeBytes(byte[] bytes) throws IOException {
    if (bytes.length > 0xffff) {
      throw new IOException("a path of " + bytes.length + " bytes does not fit a list");
    }
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  public long count() {
    return count;
  }

  /** Writes the end record; without it the list counts as cut short. */
  public void finish() throws IOException {
    out.writeByte('E');
    out.writeLong(count);
    out.flush();
  }

  /** Flushes without an end record. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
