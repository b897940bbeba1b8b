package org.tidemark.rsync.points;

import java.util.function.Predicate;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Host;

/**
 * What recording must know of the source.
 *
 * @param host where the source is
 * @param directory the source
 * @param identity what the source must be; with another nothing is concluded from missing names
 * @param isKept true for a path in the mirror whose copy stays whatever becomes of the source's
 * @param leadsToKept true for one of these that stays only because of what is kept below it
 */
public record SourceLook(
    Host host,
    PathBytes directory,
    DirectoryIdentity identity,
    Predicate<PathBytes> isKept,
    Predicate<PathBytes> leadsToKept) {}
