package org.tidemark.rsync;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;

/** Looks whether what rsync calls vanished is really gone. */
final class VanishedCheck {
  private final ByteFiles files;
  private final Path workFolder;

  VanishedCheck(ByteFiles files, Path workFolder) {
    this.files = files;
    this.workFolder = workFolder;
  }

  /**
   * Those that exist; a name outside the source counts as one, since nobody can tell.
   *
   * @throws TidemarkException if one can neither be seen nor is missing
   */
  Set<PathBytes> stillThere(List<PassResult> results, PathBytes source) throws TidemarkException {
    Set<PathBytes> inside = new HashSet<>();
    Set<PathBytes> out = new HashSet<>();
    for (PassResult result : results) {
      for (PathBytes path : result.vanished()) {
        (path.isUnder(source) ? inside : out).add(path);
      }
    }
    if (!inside.isEmpty()) {
      out.addAll(existing(inside, source));
    }
    return out;
  }

  private Set<PathBytes> existing(Set<PathBytes> paths, PathBytes source) throws TidemarkException {
    Path names = workFolder.resolve("vanished");
    ByteArrayOutputStream found = new ByteArrayOutputStream();
    try {
      write(paths, source, names);
      files.surelyExisting(source, names, found);
      return read(found.toByteArray(), source);
    } catch (IOException e) {
      throw StateFolder.unusable("write", names, e);
    }
  }

  private static void write(Set<PathBytes> paths, PathBytes source, Path names) throws IOException {
    StringBuilder text = new StringBuilder();
    for (PathBytes path : paths) {
      byte[] relative = path.relativeTo(source);
      text.append("./").append(new String(relative, StandardCharsets.ISO_8859_1)).append('\0');
    }
    Files.writeString(names, text, StandardCharsets.ISO_8859_1);
  }

  private static Set<PathBytes> read(byte[] found, PathBytes source) throws IOException {
    Set<PathBytes> out = new HashSet<>();
    ByteArrayInputStream in = new ByteArrayInputStream(found);
    for (String name = DeletionLimit.next(in); name != null; name = DeletionLimit.next(in)) {
      out.add(source.resolve(name.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return out;
  }
}
