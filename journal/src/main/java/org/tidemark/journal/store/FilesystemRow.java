package org.tidemark.journal.store;

/**
 * What was last seen of a filesystem.
 *
 * @param sameBoot true if that was in this boot
 * @param aliveMillis wall clock when it was last seen in use, milliseconds since 1970
 * @param superblock its own counters then, in a form of the {@code source} package; empty if they
 *     could not be read
 */
public record FilesystemRow(
    String identity, boolean sameBoot, long aliveMillis, String superblock) {}
