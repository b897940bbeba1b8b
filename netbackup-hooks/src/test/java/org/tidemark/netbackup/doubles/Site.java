package org.tidemark.netbackup.doubles;

import java.nio.file.Path;

/**
 * What jobs share. Immutable; what it holds is thread-safe.
 *
 * @param images the storage unit
 * @param primary the folder of the primary's scripts
 */
record Site(
    Client client,
    Behaviours behaviours,
    Timeouts timeouts,
    Catalogue catalogue,
    Path images,
    Path primary,
    JobLog log) {}
