package org.tidemark.journal.list;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.PathBytes;

/** The {@code text} form. */
final class TextListWriter implements ListFormWriter {
  private final Writer out;
  private long count;

  TextListWriter(OutputStream target, ListHeader header) throws IOException {
    out = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8), 1 << 16);
    comment("tidemark list 1");
    comment("window " + header.window());
    comment("consumer " + header.consumer());
    comment("level " + JsonListWriter.lower(header.level()));
    comment("asked " + JsonListWriter.lower(header.asked()));
    comment("base " + header.base());
    comment("end " + header.end());
    for (PathBytes path : header.paths()) {
      comment("path " + path);
    }
    for (String note : header.notes()) {
      comment("note " + note);
    }
  }

  /** A line break inside a note would end the comment. */
  private void comment(String text) throws IOException {
    out.append("# ").append(text.replaceAll("\\p{Cntrl}", " ")).append('\n');
  }

  @Override
  public void add(Entry entry) throws IOException {
    out.append(entry.kind().letter()).append(' ').append(entry.path().toString()).append('\n');
    count++;
  }

  @Override
  public void finish() throws IOException {
    out.append("E ").append(Long.toString(count)).append('\n');
    out.flush();
  }
}
