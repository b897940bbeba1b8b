package org.tidemark.netbackup.doubles;

import org.tidemark.journal.kernel.FileStat;

/**
 * Whether an incremental takes a name. Immutable.
 *
 * @param reference seconds since 1970; {@link Long#MIN_VALUE} takes everything
 * @param changeTime {@code USE_CTIME_FOR_INCREMENTALS}: the change time counts, too
 */
record TimeTest(long reference, boolean changeTime) {
  static final TimeTest NONE = new TimeTest(Long.MIN_VALUE, false);

  boolean takes(FileStat stat) {
    return stat.modifySeconds() >= reference || (changeTime && stat.changeSeconds() >= reference);
  }
}
