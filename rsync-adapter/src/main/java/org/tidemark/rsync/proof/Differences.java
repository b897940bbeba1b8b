package org.tidemark.rsync.proof;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.tidemark.rsync.points.NulWriter;

/**
 * The differences that a comparing run of rsync tells, in a file, since they may be very many.
 * Owned by the thread that reads what rsync says.
 */
public final class Differences implements Closeable {
  private final Path file;
  private final NulWriter out;
  private long count;

  public Differences(Path file) throws IOException {
    this.file = file;
    this.out = new NulWriter(file);
  }

  /**
   * Takes one line of rsync's.
   *
   * @param what how the name differs (rsync(1), --itemize-changes)
   * @param name in the form of {@link org.tidemark.rsync.points.MirrorName}
   * @param directory whether it is one, where it is there
   */
  public void item(String what, String name, boolean directory) {
    Set<DriftKind> kinds = DriftKind.of(what);
    if (kinds.isEmpty()) {
      return;
    }
    try {
      out.add(KeyedRecords.record(SortKey.of(name), letters(kinds, directory)));
      count++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many there are so far. */
  public long count() {
    return count;
  }

  Path file() {
    return file;
  }

  private static String letters(Set<DriftKind> kinds, boolean directory) {
    StringBuilder out = new StringBuilder(directory ? "/" : "-");
    kinds.forEach(kind -> out.append(kind.letter()));
    return out.toString();
  }

  static Set<DriftKind> kinds(String letters) {
    Set<DriftKind> kinds = EnumSet.noneOf(DriftKind.class);
    for (int at = 1; at < letters.length(); at++) {
      kinds.add(DriftKind.ofLetter(letters.charAt(at)));
    }
    return kinds;
  }

  /** True if nothing of what the mirror has there and below can stay. */
  static boolean replacesAll(String letters) {
    Set<DriftKind> kinds = kinds(letters);
    boolean directory = letters.startsWith("/");
    return kinds.contains(DriftKind.SURPLUS) || (kinds.contains(DriftKind.MISSING) && !directory);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
