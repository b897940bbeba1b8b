package org.tidemark.journal.restore;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.model.PathBytes;

/**
 * What is to be made exact.
 *
 * @param root the folder that stands for {@code /} in the restored tree
 * @param states state folders, whose manifests lie below them in the restored tree, the own one
 *     first
 * @param manifests a folder with manifests; null if none was named
 * @param consumer the consumer whose backups were restored; null if only one can be meant
 * @param until windows whose list was made later are left out; null for none
 * @param dryRun only tells what would be done
 * @param acceptHoles goes on although manifests are missing or broken
 * @param fetchList where the names to fetch again are written, one a line; with {@code .nul} added,
 *     each with a NUL behind it, and with {@code .console} what Bacula's console is to be given
 */
public record RestoreRequest(
    PathBytes root,
    List<PathBytes> states,
    @Nullable PathBytes manifests,
    @Nullable String consumer,
    @Nullable Instant until,
    boolean dryRun,
    boolean acceptHoles,
    PathBytes fetchList) {

  public RestoreRequest {
    states = List.copyOf(states);
  }
}
