package org.tidemark.rsync;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * How many names a pass over listed names may remove. rsync counts every name below a directory
 * that goes, the list only its top, so they are counted on the mirror. Each listed name may besides
 * vanish from the source between the listing and the pass.
 */
final class DeletionLimit {
  private final ByteFiles files;
  private final Host mirrorHost;
  private final Path workFolder;

  /**
   * @param files of this machine, where the source is
   */
  DeletionLimit(ByteFiles files, Host mirrorHost, Path workFolder) {
    this.files = files;
    this.mirrorHost = mirrorHost;
    this.workFolder = workFolder;
  }

  /** Names listed, and names below directories of the mirror that are none in the source. */
  long of(Path names, long listed, PathBytes source, PathBytes mirror) throws TidemarkException {
    Path kept = workFolder.resolve("directories-of-source");
    Path present = workFolder.resolve("directories-of-mirror");
    Path going = workFolder.resolve("directories-going");
    try {
      directories(new ByteFiles(mirrorHost), mirror, names, present);
      if (Files.size(present) == 0) {
        return listed;
      }
      directories(files, source, present, kept);
      subtract(present, kept, going);
      return listed + countBelow(mirror, going);
    } catch (IOException e) {
      throw StateFolder.unusable("count names in", workFolder, e);
    }
  }

  private static void directories(ByteFiles files, PathBytes place, Path names, Path out)
      throws IOException, TidemarkException {
    try (OutputStream found = new BufferedOutputStream(Files.newOutputStream(out))) {
      files.existing(place, names, found, "-type d");
    }
  }

  private static void subtract(Path all, Path some, Path out) throws IOException {
    Set<String> without = new HashSet<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(some))) {
      for (String name = next(in); name != null; name = next(in)) {
        without.add(name);
      }
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(all));
        OutputStream target = new BufferedOutputStream(Files.newOutputStream(out))) {
      for (String name = next(in); name != null; name = next(in)) {
        if (!without.contains(name)) {
          target.write((name + "\0").getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  /** The next name up to its NUL, one character per byte; null at the end. */
  static String next(InputStream in) throws IOException {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    int value = in.read();
    if (value < 0) {
      return null;
    }
    while (value > 0) {
      name.write(value);
      value = in.read();
    }
    return name.toString(StandardCharsets.ISO_8859_1);
  }

  private long countBelow(PathBytes mirror, Path tops) throws TidemarkException {
    String count = "xargs -0 -r sh -c 'find \"$@\" -printf x' sh | wc -c";
    Programs.Result counted =
        mirrorHost.run(Program.of("sh", "-c", count).in(mirror).reading(tops));
    try {
      return Long.parseLong(counted.line().strip());
    } catch (NumberFormatException e) {
      throw new TidemarkException(
          ExitCode.FAILED, "cannot count names below " + mirror + ": " + counted.errors(), "", e);
    }
  }
}
