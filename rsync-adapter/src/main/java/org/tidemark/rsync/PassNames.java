package org.tidemark.rsync;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The files of names that the listed passes read: each name relative to the source, with {@code ./}
 * in front and a NUL behind. Not thread-safe.
 */
final class PassNames implements AutoCloseable {
  private final Path folder;
  private final Map<Pass, OutputStream> open = new EnumMap<>(Pass.class);
  private final Map<Pass, Long> counts = new EnumMap<>(Pass.class);

  PassNames(Path folder) {
    this.folder = folder;
  }

  Path file(Pass pass) {
    return folder.resolve(pass.name().toLowerCase(Locale.ROOT));
  }

  /** Adds a name; a directory to be compared gets the slash that makes rsync look inside. */
  void add(Pass pass, byte[] relative) throws IOException {
    OutputStream out = stream(pass);
    out.write('.');
    out.write('/');
    out.write(relative);
    if ((pass == Pass.CONTENTS || pass == Pass.REMOVALS) && relative.length > 0) {
      out.write('/');
    }
    out.write(0);
    counts.merge(pass, 1L, Long::sum);
  }

  /** Adds the names that a closed one holds for a pass. */
  void addAll(Pass pass, PassNames others) throws IOException {
    if (others.count(pass) > 0) {
      Files.copy(others.file(pass), stream(pass));
      counts.merge(pass, others.count(pass), Long::sum);
    }
  }

  private OutputStream stream(Pass pass) {
    return open.computeIfAbsent(pass, this::create);
  }

  private OutputStream create(Pass pass) {
    try {
      return new BufferedOutputStream(Files.newOutputStream(file(pass)), 1 << 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long count(Pass pass) {
    return counts.getOrDefault(pass, 0L);
  }

  @Override
  public void close() throws IOException {
    for (OutputStream out : open.values()) {
      out.close();
    }
  }
}
