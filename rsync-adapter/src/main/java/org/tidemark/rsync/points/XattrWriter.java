package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the form that {@code setfattr --restore} reads. Not thread-safe. */
public final class XattrWriter implements Closeable {
  private final OutputStream out;

  public XattrWriter(OutputStream out) {
    this.out = new BufferedOutputStream(out, 1 << 16);
  }

  public void add(Xattrs object) throws IOException {
    line("# file: " + escape(MirrorName.text(object.path())));
    for (String value : object.values()) {
      line(value);
    }
    line("");
  }

  private void line(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.ISO_8859_1));
    out.write('\n');
  }

  private static String escape(String name) {
    return name.replace("\\", "\\134").replace("\n", "\\012").replace("\r", "\\015");
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
