package org.tidemark.journal.restore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.PathBytes;

/**
 * The names that the product could not put back, kept from one run to the next until they are
 * there: in one file one a line, as products read lists, and in another with a NUL behind each,
 * which is the one that is read again. One thread.
 */
final class FetchList {
  private final Path lines;
  private final Path terminated;
  private final SortedSet<PathBytes> names = new TreeSet<>();

  /**
   * @throws IOException if there is one that cannot be read
   */
  FetchList(PathBytes place) throws IOException {
    lines = Path.of(new String(place.bytes(), StandardCharsets.UTF_8));
    terminated = lines.resolveSibling(lines.getFileName() + ".nul");
    if (Files.exists(terminated)) {
      read(Files.readAllBytes(terminated));
    }
  }

  private void read(byte[] content) {
    int from = 0;
    for (int at = 0; at < content.length; at++) {
      if (content[at] == 0) {
        names.add(PathBytes.of(content, from, at - from));
        from = at + 1;
      }
    }
  }

  SortedSet<PathBytes> names() {
    return names;
  }

  /** Names that a list with one name a line cannot hold. */
  long unlistable() {
    return names.stream().filter(name -> name.latin1().indexOf('\n') >= 0).count();
  }

  /** Makes both files durable, or takes them away if no name is left. */
  void write() throws IOException {
    if (names.isEmpty()) {
      Files.deleteIfExists(lines);
      Files.deleteIfExists(terminated);
      return;
    }
    write(terminated, (byte) 0);
    write(lines, (byte) '\n');
  }

  private void write(Path place, byte end) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (PathBytes name : names) {
      if (end == 0 || name.latin1().indexOf('\n') < 0) {
        content.writeBytes(name.bytes());
        content.write(end);
      }
    }
    try (SealedFile file = new SealedFile(place)) {
      file.stream().write(content.toByteArray());
      file.seal();
    }
  }
}
