package org.tidemark.journal.client;

import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * A time in which names below a place may have been out of sight, such as while its filesystem was
 * not mounted. Remembered even when the gap that it left is reconciled.
 *
 * @param begin first sequence number in doubt; when it ended is not known
 * @param beginMillis wall clock at its beginning, or earlier; 0 if that is not known
 */
public record Interruption(PathBytes place, Reason reason, long begin, long beginMillis) {}
