package org.tidemark.journal.restore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
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

  /**
   * Makes both files durable, or takes them away if no name is left.
   *
   * @param directory tells which names get a slash in the lines, without which Bacula does not find
   *     a directory
   */
  void write(Predicate<PathBytes> directory) throws IOException {
    if (names.isEmpty()) {
      Files.deleteIfExists(lines);
      Files.deleteIfExists(terminated);
      return;
    }
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (PathBytes name : names) {
      raw.writeBytes(name.bytes());
      raw.write(0);
      if (name.latin1().indexOf('\n') < 0) {
        text.writeBytes(name.bytes());
        text.writeBytes(directory.test(name) ? new byte[] {'/', '\n'} : new byte[] {'\n'});
      }
    }
    write(terminated, raw);
    write(lines, text);
  }

  private static void write(Path place, ByteArrayOutputStream content) throws IOException {
    try (SealedFile file = new SealedFile(place)) {
      file.stream().write(content.toByteArray());
      file.seal();
    }
  }
}
