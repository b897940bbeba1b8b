package org.tidemark.journal.links;

/**
 * How far the index of linked files is.
 *
 * @param reading what is being done: {@code complete}, {@code census}, {@code search}, {@code off}
 *     or {@code waiting} (for gaps to end, for the store, or to try again what could not be read)
 * @param directories read so far in this census or search
 * @param names seen so far in this census or search
 * @param files with several links that are known
 * @param fileNames names of theirs that are known
 * @param wanted files of which names are still searched for
 */
public record LinkProgress(
    String reading, long directories, long names, long files, long fileNames, long wanted) {}
