package org.tidemark.journal.list;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.Entry;

/** The {@code nul} form: the only one that carries names as they are. */
final class NulListWriter implements ListFormWriter {
  private final OutputStream out;
  private long count;

  NulListWriter(OutputStream target) {
    out = new BufferedOutputStream(target, 1 << 16);
  }

  @Override
  public void add(Entry entry) throws IOException {
    write(entry.kind().letter(), entry.path().bytes());
    count++;
  }

  private void write(char letter, byte[] rest) throws IOException {
    out.write(letter);
    out.write(' ');
    out.write(rest);
    out.write(0);
  }

  @Override
  public void finish() throws IOException {
    write('E', Long.toString(count).getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
