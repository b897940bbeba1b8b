package org.tidemark.rsync.points;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What rsync said it did, as far as a step must know it. Names that walking passes touched are kept
 * in memory: they are changes. Owned by the thread that reads what rsync says, one pass after the
 * other.
 */
public final class Touched implements Closeable {
  private static final String DELETED = "*deleting";
  private static final String CREATED = "+++++++++";

  private final NulWriter transfers;
  private final NulWriter withoutSum;
  private final Path work;
  private final Set<String> walked = new HashSet<>();
  private final Set<String> made = new HashSet<>();
  private long created;
  private long changed;
  private long removed;

  /**
   * @param work a local folder for files
   */
  public Touched(Path work) throws IOException {
    this.work = work;
    transfers = new NulWriter(transfers());
    withoutSum = new NulWriter(withoutSum());
  }

  /** Names of files that were transferred, each followed by its checksum. */
  Path transfers() {
    return work.resolve("transferred");
  }

  /** Names of files that were transferred by a pass that does not tell checksums. */
  Path withoutSum() {
    return work.resolve("transferred-without-sum");
  }

  /**
   * Takes one line of rsync's.
   *
   * @param what the eleven characters that say what was done (rsync(1), --itemize-changes)
   * @param sum MD5 of what was transferred; empty if it is not known
   * @param name in the form of {@link MirrorName}
   * @param walking whether the pass finds names itself
   */
  public void item(String what, String sum, String name, boolean walking) {
    count(what);
    if (walking) {
      walked.add(name);
      if (what.endsWith(CREATED)) {
        made.add(name);
      }
    }
    boolean transferred = (what.startsWith(">f") || what.startsWith("<f"));
    try {
      if (transferred && sum.isEmpty()) {
        withoutSum.add(name);
      } else if (transferred) {
        transfers.add(name);
        transfers.add(sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void count(String what) {
    if (what.startsWith(DELETED)) {
      removed++;
    } else if (what.endsWith(CREATED)) {
      created++;
    } else {
      changed++;
    }
  }

  /** True if a walking pass touched it. */
  boolean isTouched(String name) {
    return walked.contains(name);
  }

  /** What walking passes made, whatever was there before. */
  Set<String> made() {
    return made;
  }

  long created() {
    return created;
  }

  long changed() {
    return changed;
  }

  long removed() {
    return removed;
  }

  @Override
  public void close() throws IOException {
    transfers.close();
    withoutSum.close();
  }
}
