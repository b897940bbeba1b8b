package org.tidemark.rsync.points;

import org.tidemark.journal.model.PathBytes;

/**
 * A directory may once have been renamed so; nothing is known for certain.
 *
 * @param from its old name in the mirror, which is {@code /}
 */
public record RenameHint(PathBytes from, PathBytes to) {}
