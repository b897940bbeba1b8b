package org.tidemark.journal.list;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.Entry;

/** The {@code nul} form: the only one that carries names as they are. */
final class NulListWriter implements ListFormWriter {
  private final OutputStream out;

  /** Larger than the longest record by far. */
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 18);

  private long count;

  NulListWriter(OutputStream target) {
    out = target;
  }

  @Override
  public void add(Entry entry) throws IOException {
    begin(entry.kind().letter(), entry.path().length());
    entry.path().putInto(buffer);
    buffer.put((byte) 0);
    count++;
  }

  private void begin(char letter, int length) throws IOException {
    if (buffer.remaining() < length + 3) {
      flush();
    }
    buffer.put((byte) letter).put((byte) ' ');
  }

  private void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  @Override
  public void finish() throws IOException {
    byte[] number = Long.toString(count).getBytes(StandardCharsets.US_ASCII);
    begin('E', number.length);
    buffer.put(number).put((byte) 0);
    flush();
    out.flush();
  }
}
