package org.tidemark.journal.store;

import org.tidemark.journal.model.PathBytes;

/**
 * What a recorded name was when it was looked at.
 *
 * @param filesystem identity of the filesystem on which it lay
 * @param inode its inode number then
 * @param changeNanos its change time then, nanoseconds since 1970
 */
public record Witness(String filesystem, PathBytes path, long inode, long changeNanos) {}
