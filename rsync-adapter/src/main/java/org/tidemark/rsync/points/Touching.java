package org.tidemark.rsync.points;

import java.nio.file.Path;

/**
 * What a run is about to touch on the mirror, as local files of names, each beginning with {@code
 * ./} or being {@code .}, with a NUL behind.
 *
 * @param names each name that may change itself, the tops of the others included
 * @param levels directories whose children may change
 * @param trees directories below which anything may change
 */
public record Touching(Path names, Path levels, Path trees) {}
