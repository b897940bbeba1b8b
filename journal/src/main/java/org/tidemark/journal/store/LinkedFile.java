package org.tidemark.journal.store;

/**
 * A file with several links, as the link index names it.
 *
 * @param filesystem {@code st_dev}, major number in the upper 32 bits
 * @param inode on that filesystem; used anew once the file is gone
 */
public record LinkedFile(long filesystem, long inode) {}
