package org.tidemark.journal.store;

import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * How often events were lost because too many waited, since the journal was made.
 *
 * @param count gaps that were opened for it, one for each tree
 * @param lastMillis when the last of them was noticed, milliseconds since 1970
 * @param path of the last one
 * @param reason of the last one
 */
public record Overflows(long count, long lastMillis, PathBytes path, Reason reason) {}
