package org.tidemark.rsync.points;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/** Reads what {@code getfattr -h -d -m - -e hex} printed, object by object. Not thread-safe. */
public final class XattrReader implements Closeable {
  private static final String FRONT = "# file: ";
  private static final int OCTAL_DIGITS = 3;

  private final BufferedReader in;

  public XattrReader(InputStream in) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1), 1 << 16);
  }

  /** The next object; null behind the last. */
  public Xattrs next() throws IOException {
    String line = in.readLine();
    while (line != null && line.isEmpty()) {
      line = in.readLine();
    }
    if (line == null) {
      return null;
    }
    if (!line.startsWith(FRONT)) {
      throw new IOException("not a file of extended attributes");
    }
    return new Xattrs(path(line.substring(FRONT.length())), values());
  }

  private List<String> values() throws IOException {
    List<String> values = new ArrayList<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      values.add(line);
    }
    return values;
  }

  /** getfattr drops {@code ./} in front and writes odd bytes as a backslash and three digits. */
  private static PathBytes path(String name) {
    return PathBytes.ofLatin1("/" + unescape(name));
  }

  static String unescape(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int at = 0; at < name.length(); at++) {
      if (name.charAt(at) == '\\' && at + OCTAL_DIGITS < name.length()) {
        out.append((char) Integer.parseInt(name.substring(at + 1, at + 1 + OCTAL_DIGITS), 8));
        at += OCTAL_DIGITS;
      } else {
        out.append(name.charAt(at));
      }
    }
    return out.toString();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
