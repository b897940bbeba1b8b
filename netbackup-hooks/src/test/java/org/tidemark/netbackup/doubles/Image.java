package org.tidemark.netbackup.doubles;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A finished backup in the catalogue. Immutable.
 *
 * @param id client and time, {@code client_1234567890}
 * @param time when the backup began, in seconds since 1970
 * @param elapsed how long it took, in seconds
 * @param parts tar files, in the order in which they were written; several after a restart from a
 *     checkpoint
 * @param names what is in them, in order
 * @param directories those of the names that are directories
 * @param present what a true image restore believes to be the whole; empty without that feature
 * @param status 0, or 1 for a partial backup
 * @param number of the data stream; 0 if there is only one
 */
public record Image(
    String id,
    String client,
    String policy,
    String schedule,
    ScheduleType type,
    long time,
    long elapsed,
    List<Path> parts,
    List<String> names,
    Set<String> directories,
    Set<String> present,
    int status,
    int number,
    String keyword,
    long kilobytes) {}
