package org.tidemark.journal.store;

/**
 * What the store found when it was opened: the daemon begins its start gap by it.
 *
 * @param newJournal the journal's id is new: there was no database, or only an old copy of it
 * @param restoredCopy the database was an old copy: its bases and windows are worthless
 * @param cleanStop the last owner closed it; if so the gap begins at {@code stoppedMillis}
 * @param sameBoot the last owner ran in this boot: what it committed is there, synced or not
 * @param fitsMark this boot's mark in the run folder is there and says that the database is the one
 *     that was last used, with all that was committed to it
 * @param stoppedMillis wall clock of the last clean stop; 0 if there was none
 * @param lastWallMillis wall clock of the newest transaction that is on the disk; 0 if there is
 *     none
 * @param vouchedMillis wall clock up to which that transaction and those before it hold all that
 *     happened; 0 if it is not known
 */
public record StartReport(
    boolean newJournal,
    boolean restoredCopy,
    boolean cleanStop,
    boolean sameBoot,
    boolean fitsMark,
    long stoppedMillis,
    long lastWallMillis,
    long vouchedMillis) {}
