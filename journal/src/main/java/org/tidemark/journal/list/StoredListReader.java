package org.tidemark.journal.list;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Reason;

/** Reads what {@link StoredListWriter} wrote, one entry at a time. Not thread-safe. */
public final class StoredListReader implements AutoCloseable {
  private final DataInputStream in;
  private final byte[] path = new byte[0xffff];
  private final ListHeader header;
  private long count;
  private boolean ended;

  /**
   * @throws IOException if it is no list, or is cut short in its header
   */
  public StoredListReader(InputStream source) throws IOException {
    in = new DataInputStream(new BufferedInputStream(source, 1 << 16));
    byte[] magic = in.readNBytes(StoredListWriter.MAGIC.length());
    if (!StoredListWriter.MAGIC.equals(new String(magic, StandardCharsets.US_ASCII))) {
      throw new IOException("not a list of changes");
    }
    header = readHeader();
  }

  private ListHeader readHeader() throws IOException {
    try {
      long window = in.readLong();
      String consumer = in.readUTF();
      Level asked = Level.valueOf(in.readUTF());
      Level level = Level.valueOf(in.readUTF());
      Position base = Position.parse(in.readUTF());
      Position end = Position.parse(in.readUTF());
      long made = in.readLong();
      List<PathBytes> paths = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        paths.add(readPath());
      }
      List<String> notes = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        notes.add(new String(readBytes(), StandardCharsets.UTF_8));
      }
      return new ListHeader(window, consumer, asked, level, base, end, paths, notes, made);
    } catch (IllegalArgumentException e) {
      throw new IOException("the header of the list is broken: " + e.getMessage(), e);
    }
  }

  private byte[] readBytes() throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return bytes;
  }

  private PathBytes readPath() throws IOException {
    int length = in.readUnsignedShort();
    in.readFully(path, 0, length);
    return PathBytes.of(path, 0, length);
  }

  public ListHeader header() {
    return header;
  }

  /**
   * The next entry, or null after the end record.
   *
   * @throws IOException if the list is cut short or broken: nothing of it may be trusted
   */
  public Entry next() throws IOException {
    if (ended) {
      return null;
    }
    int letter = in.read();
    if (letter == 'E') {
      return end();
    }
    if (letter < 0) {
      throw new IOException("the list is cut short after " + count + " entries");
    }
    return readEntry(letter);
  }

  private Entry readEntry(int letter) throws IOException {
    try {
      EntryKind kind = EntryKind.ofLetter(letter);
      Reason reason = Reason.ofCode(in.readUnsignedByte());
      int links = in.readInt();
      int known = in.readInt();
      int bits = in.readInt();
      PathBytes path = readPath();
      count++;
      return new Entry(kind, path, reason, links, known, bits);
    } catch (EOFException e) {
      throw new IOException("the list is cut short after " + count + " entries", e);
    } catch (IllegalArgumentException e) {
      throw new IOException("the list is broken after " + count + " entries", e);
    }
  }

  private Entry end() throws IOException {
    long written;
    try {
      written = in.readLong();
    } catch (EOFException e) {
      throw new IOException("the list is cut short after " + count + " entries", e);
    }
    if (written != count) {
      throw new IOException("the list says " + written + " entries and holds " + count);
    }
    ended = true;
    return null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
