package org.tidemark.journal.store;

import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;

/**
 * A window on the journal.
 *
 * @param key the product's name for it; opening again with the same key gives the same window;
 *     empty if none was given
 * @param asked the level that was asked for
 * @param level the level that it has: FULL where there was no usable base
 * @param base changes after this sequence number are listed; 0 for FULL
 * @param end the base once it is committed
 * @param snapshot true if the list is made after a snapshot was taken, at the first {@code list}
 * @param presentFrom prefix that is listed as {@code presentTo}; null if paths are listed as they
 *     are
 * @param entries number of entries once LISTED
 */
public record WindowRow(
    long id,
    ConsumerName consumer,
    String key,
    Level asked,
    Level level,
    long base,
    long end,
    WindowState state,
    boolean snapshot,
    PathBytes presentFrom,
    PathBytes presentTo,
    long entries,
    long openedMillis,
    long changedMillis) {}
