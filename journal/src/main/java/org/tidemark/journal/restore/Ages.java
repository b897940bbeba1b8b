package org.tidemark.journal.restore;

import java.time.Instant;
import java.util.List;
import org.tidemark.journal.kernel.FileStat;

/**
 * Whether a file is newer than the manifest that calls it gone: then it came between the list and
 * the product's walk, and is in the backup by right. Immutable.
 */
final class Ages {
  private static final long SECOND = 1_000_000_000L;

  private final List<Long> madeMillis;
  private final long nowSeconds;

  /**
   * @param madeMillis of the manifests, in the order of their numbers
   */
  Ages(List<Long> madeMillis, Instant now) {
    this.madeMillis = List.copyOf(madeMillis);
    this.nowSeconds = now.getEpochSecond();
  }

  /**
   * A time that is still to come says nothing of when the file came. One without a fraction may be
   * what is left of a time somewhere in that second.
   */
  boolean isNewer(FileStat stat, int manifest) {
    if (stat.modifySeconds() > nowSeconds) {
      return false;
    }
    long latest = stat.modifyNanos() == 0 ? SECOND - 1 : stat.modifyNanos();
    long made = madeMillis.get(manifest - 1);
    long seconds = Math.floorDiv(made, 1000L);
    long nanos = Math.floorMod(made, 1000L) * 1_000_000L;
    return stat.modifySeconds() > seconds || (stat.modifySeconds() == seconds && latest > nanos);
  }
}
