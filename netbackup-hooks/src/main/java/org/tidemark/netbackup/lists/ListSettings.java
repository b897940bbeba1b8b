package org.tidemark.netbackup.lists;

import java.util.List;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.netbackup.site.Installation;

/**
 * What making a list depends on, besides the changes.
 *
 * @param maximumEntries of a list; beyond it directories are listed whole
 * @param largestTree how many names a directory may hold that is listed whole because of one of
 *     them
 * @param userRoute whether names that a list cannot carry go into a user backup
 * @param walks whether a tree that cannot be vouched for may be listed whole
 * @param sentinels existing files that are on every list, so that a job always finds something
 */
public record ListSettings(
    Scope scope,
    long maximumEntries,
    long largestTree,
    boolean userRoute,
    boolean walks,
    List<PathBytes> sentinels) {

  public ListSettings {
    sentinels = List.copyOf(sentinels);
  }

  public static ListSettings of(
      Installation installation, List<RootInfo> roots, List<PathBytes> sentinels) {
    return new ListSettings(
        Scope.of(roots, installation.paths()),
        installation.maximumEntries(),
        installation.largestDirectory(),
        installation.userRoute().isPresent(),
        installation.walkOnGap(),
        sentinels);
  }
}
