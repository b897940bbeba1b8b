package org.tidemark.rsync;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;

/**
 * What is to be done for one list.
 *
 * @param listed entries of the list by kind
 * @param tooLong names that rsync cannot be given; their nearest parents stand in for them
 * @param unavailable entries on filesystems that are not mounted now; nothing is done about them
 * @param otherNamesUnknown files of which the journal knows fewer names than they have
 * @param renewed listed names of such files that may lead to another file than before, relative to
 *     the source
 */
record PassPlan(
    List<Pass> passes,
    PassNames names,
    Map<EntryKind, Long> listed,
    List<PathBytes> tooLong,
    List<PathBytes> unavailable,
    long otherNamesUnknown,
    Set<String> renewed) {

  PassPlan {
    passes = List.copyOf(passes);
    tooLong = List.copyOf(tooLong);
    unavailable = List.copyOf(unavailable);
    renewed = Set.copyOf(renewed);
  }

  /** The same list carried out by other passes. */
  PassPlan with(List<Pass> otherPasses, PassNames otherNames) {
    return new PassPlan(
        otherPasses, otherNames, listed, tooLong, unavailable, otherNamesUnknown, renewed);
  }
}
