package org.tidemark.rsync.proof;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.tidemark.rsync.points.NulWriter;

/** What a list says changed since: differences there are no drift. In a file; not thread-safe. */
public final class Changes implements Closeable {
  /** What a name being listed says about it and what is below. */
  public enum Reach {
    /** The name itself. */
    NAME('N'),
    /** And its children. */
    LEVEL('L'),
    /** And all that is below. */
    TREE('T'),
    /** That the mirror may have children of it that are gone from the source; nothing else. */
    REMOVALS('R');

    private final String letter;

    Reach(char letter) {
      this.letter = String.valueOf(letter);
    }

    static Reach of(String letter) {
      return switch (letter) {
        case "N" -> NAME;
        case "L" -> LEVEL;
        case "R" -> REMOVALS;
        default -> TREE;
      };
    }
  }

  private final Path file;
  private final NulWriter out;
  private String lastParent;

  public Changes(Path file) throws IOException {
    this.file = file;
    this.out = new NulWriter(file);
  }

  /**
   * A listed name; its directory changed with it.
   *
   * @param name in the form of {@link org.tidemark.rsync.points.MirrorName}
   */
  public void add(String name, Reach reach) throws IOException {
    String key = SortKey.of(name);
    out.add(KeyedRecords.record(key, reach.letter));
    String parent = reach == Reach.REMOVALS ? null : SortKey.parent(key);
    if (parent != null && !parent.equals(lastParent)) {
      out.add(KeyedRecords.record(parent, Reach.NAME.letter));
      lastParent = parent;
    }
  }

  Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
