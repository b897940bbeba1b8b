package org.tidemark.journal.restore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.tidemark.journal.list.ManifestHeader;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * The names that the product could not put back, kept from one run to the next until they are
 * there: in one file one a line, as products read lists, in another with a NUL behind each, which
 * is the one that is read again, and beside them whose backups miss them; and as commands for
 * Bacula's console. One thread.
 */
final class FetchList {
  private final Path lines;
  private final Path terminated;
  private final Path owner;
  private final Path console;
  private final PathBytes root;
  private final SortedSet<PathBytes> names = new TreeSet<>();
  private String chain = "";

  /**
   * @param root the folder that stands for {@code /} in the restored tree
   * @throws IOException if there is one that cannot be read
   */
  FetchList(PathBytes place, PathBytes root) throws IOException {
    this.root = root;
    lines = Path.of(new String(place.bytes(), StandardCharsets.UTF_8));
    terminated = lines.resolveSibling(lines.getFileName() + ".nul");
    owner = lines.resolveSibling(lines.getFileName() + ".chain");
    console = lines.resolveSibling(lines.getFileName() + ".console");
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

  /**
   * Takes over what an earlier run left. Of the backups of another consumer these manifests say
   * nothing, so nobody could tell when such a name is there.
   *
   * @return what is to be said to people
   * @throws TidemarkException with REFUSED if the names are those of another consumer
   */
  List<String> continues(ManifestHeader first) throws IOException, TidemarkException {
    chain = first.consumer() + "\n" + first.journal() + " " + first.window() + "\n";
    if (names.isEmpty() || !Files.exists(owner)) {
      return List.of();
    }
    String left = Files.readString(owner);
    if (!left.startsWith(first.consumer() + "\n")) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          "restore-clean: "
              + terminated
              + " has names that are to be restored for another consumer, "
              + left.lines().findFirst().orElse("")
              + "; nothing was removed",
          "Restore those and run it for that one first, or name another file with --fetch-list.");
    }
    return left.equals(chain)
        ? List.of()
        : List.of(
            terminated
                + " was left over by a restore of another full: only names that these manifests"
                + " call there stay in it");
  }

  SortedSet<PathBytes> names() {
    return names;
  }

  /**
   * Makes all files durable, or takes them away if no name is left.
   *
   * @param directory tells which names get a slash in the lines, without which Bacula does not find
   *     a directory
   */
  void write(Predicate<PathBytes> directory) throws IOException {
    if (names.isEmpty()) {
      for (Path each : List.of(lines, terminated, owner, console)) {
        Files.deleteIfExists(each);
      }
      return;
    }
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ConsoleScript script = new ConsoleScript(root);
    for (PathBytes name : names) {
      boolean isDirectory = directory.test(name);
      raw.writeBytes(name.bytes());
      raw.write(0);
      if (name.latin1().indexOf('\n') < 0) {
        text.writeBytes(name.bytes());
        text.writeBytes(isDirectory ? new byte[] {'/', '\n'} : new byte[] {'\n'});
      }
      script.add(name, isDirectory);
    }
    write(owner, chain.getBytes(StandardCharsets.UTF_8));
    write(terminated, raw.toByteArray());
    write(lines, text.toByteArray());
    write(console, script.bytes());
  }

  private static void write(Path place, byte[] content) throws IOException {
    try (SealedFile file = new SealedFile(place)) {
      file.stream().write(content);
      file.seal();
    }
  }
}
