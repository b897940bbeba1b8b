package org.tidemark.journal.list;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Reads the {@code nul} form strictly. The form carries no reasons. Not thread-safe. */
public final class NulListReader {
  private final InputStream in;
  private long count;
  private boolean ended;

  public NulListReader(InputStream source) {
    in = new BufferedInputStream(source, 1 << 16);
  }

  /**
   * The next entry, or null after the end record.
   *
   * @throws IOException if the list is cut short, broken, or goes on behind its end record
   */
  public Entry next() throws IOException {
    if (ended) {
      return null;
    }
    byte[] record = record();
    if (record.length < 2 || record[1] != ' ') {
      throw new IOException("record " + (count + 1) + " of the list has another form");
    }
    byte[] rest = Arrays.copyOfRange(record, 2, record.length);
    if (record[0] == 'E') {
      end(new String(rest, StandardCharsets.US_ASCII));
      return null;
    }
    return entry(record[0], rest);
  }

  private byte[] record() throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    for (int next = in.read(); next != 0; next = in.read()) {
      if (next < 0) {
        throw new IOException("the list is cut short after " + count + " entries");
      }
      record.write(next);
    }
    return record.toByteArray();
  }

  private Entry entry(byte letter, byte[] path) throws IOException {
    try {
      EntryKind kind = EntryKind.ofLetter(letter);
      Reason reason = kind == EntryKind.REMOVED ? Reason.REMOVED : Reason.CHANGED;
      Entry entry = Entry.of(kind, PathBytes.of(path), reason);
      count++;
      return entry;
    } catch (IllegalArgumentException e) {
      throw new IOException("record " + (count + 1) + " of the list is broken", e);
    }
  }

  private void end(String written) throws IOException {
    if (!written.equals(Long.toString(count))) {
      throw new IOException("the list says " + written + " entries and holds " + count);
    }
    if (in.read() >= 0) {
      throw new IOException("the list goes on behind its end record");
    }
    ended = true;
  }
}
