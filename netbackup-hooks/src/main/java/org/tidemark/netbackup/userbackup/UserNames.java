package org.tidemark.netbackup.userbackup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * Names that wait for a user backup, since the include list of their generation could not carry
 * them: {@code INSTALLATION/user-names/GENERATION}, each name with a NUL behind it. The file goes
 * when all of them are in an image, and only then may the generation be confirmed.
 */
public final class UserNames {
  private final Path folder;

  private UserNames(Path folder) {
    this.folder = folder;
  }

  /**
   * Those of one installation.
   *
   * @param installation its folder, see {@code Installations.folder}
   */
  public static UserNames in(Path installation) {
    return new UserNames(installation.resolve("user-names"));
  }

  /** Keeps what a generation's list could not carry; in place of what was kept for it. */
  public void keep(long generation, Collection<PathBytes> names) throws TidemarkException {
    if (names.isEmpty()) {
      drop(generation);
      return;
    }
    Path file = file(generation);
    try {
      Files.createDirectories(folder);
      try (SealedFile sealed = new SealedFile(file)) {
        write(names, sealed.stream());
        sealed.seal();
      }
    } catch (IOException e) {
      throw unusable("write", file, e);
    }
  }

  private static void write(Collection<PathBytes> names, OutputStream out) throws IOException {
    for (PathBytes name : names) {
      out.write(name.bytes());
      out.write(0);
    }
  }

  /** Whether names of that generation are in no image yet. */
  public boolean isWaiting(long generation) {
    return Files.exists(file(generation));
  }

  /** The generations that wait, in no order. */
  public List<Long> generations() throws TidemarkException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[0-9]{1,18}"))
          .map(Long::parseLong)
          .toList();
    } catch (IOException e) {
      throw unusable("read", folder, e);
    }
  }

  /** All names that those generations wait for. */
  public Set<PathBytes> of(Collection<Long> generations) throws TidemarkException {
    Set<PathBytes> out = new TreeSet<>();
    for (long generation : generations) {
      out.addAll(read(file(generation)));
    }
    return out;
  }

  private static List<PathBytes> read(Path file) throws TidemarkException {
    List<PathBytes> out = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String name : text.split("\0")) {
          out.add(PathBytes.ofLatin1(name));
        }
      }
      return out;
    } catch (IOException | IllegalArgumentException e) {
      throw unusable("read", file, e);
    }
  }

  /** They are in an image, or the generation was given up: then a later list names them again. */
  public void drop(long generation) throws TidemarkException {
    try {
      Files.deleteIfExists(file(generation));
    } catch (IOException e) {
      throw unusable("remove", file(generation), e);
    }
  }

  private Path file(long generation) {
    return folder.resolve(Long.toString(generation));
  }

  private static TidemarkException unusable(String what, Path path, Exception cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE,
        "cannot " + what + " " + path + ": " + cause,
        "Is the state folder readable and writable, and is there space?",
        cause);
  }
}
