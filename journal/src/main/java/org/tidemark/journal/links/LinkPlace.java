package org.tidemark.journal.links;

import org.tidemark.journal.model.PathBytes;

/**
 * One link of a file, whichever of several paths leads to it.
 *
 * @param device {@code st_dev} of the directory
 * @param inode of the directory
 * @param name below the root directory, so that it can be compared
 */
public record LinkPlace(long device, long inode, PathBytes name) {}
