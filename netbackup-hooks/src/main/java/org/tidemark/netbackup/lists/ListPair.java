package org.tidemark.netbackup.lists;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.PathBytes;

/**
 * The include list of a policy's schedule and the exclude list beside it, which excludes
 * everything: together they replace the policy's selections. The exclude list never changes, so
 * that a change of the include list alone, by one rename, changes the pair.
 *
 * <p>The journal's exclusions are not in the exclude list: nothing says that they would count below
 * a directory that is included, and more than this one line may make NetBackup walk from the
 * selections down. Trees with something excluded in them are listed piece by piece instead.
 */
public record ListPair(Path include, Path exclude) {
  private static final byte[] EVERYTHING = {'/', '\n'};

  /** What is in place if it is no pair of ours. */
  public static final String NONE = "";

  /** The content of an include list. */
  public static void write(Collection<PathBytes> entries, Path file) throws IOException {
    try (SealedFile sealed = new SealedFile(file)) {
      OutputStream out = sealed.stream();
      for (PathBytes entry : entries) {
        out.write(ListLine.of(entry));
        out.write('\n');
      }
      sealed.seal();
    }
  }

  /** Puts a list in place, whole or not at all. */
  public void place(Path list) throws IOException {
    if (!excludesEverything()) {
      try (SealedFile sealed = new SealedFile(exclude)) {
        sealed.stream().write(EVERYTHING);
        sealed.seal();
      }
    }
    try (SealedFile sealed = new SealedFile(include)) {
      Files.copy(list, sealed.stream());
      sealed.seal();
    }
  }

  private boolean excludesEverything() throws IOException {
    return Files.isRegularFile(exclude) && Arrays.equals(Files.readAllBytes(exclude), EVERYTHING);
  }

  /** {@link #digest} of the include list that is in place; {@link #NONE} if there is no pair. */
  public String inPlace() throws IOException {
    return Files.isRegularFile(include) && excludesEverything() ? digest(include) : NONE;
  }

  /** Tells lists apart: SHA-256 in hexadecimal digits. */
  public static String digest(Path file) throws IOException {
    try {
      byte[] content = Files.readAllBytes(file);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The entries of a list, one path each. */
  public static List<PathBytes> read(Path file) throws IOException {
    String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return content
        .lines()
        .map(line -> ListLine.read(line.getBytes(StandardCharsets.ISO_8859_1)))
        .toList();
  }
}
