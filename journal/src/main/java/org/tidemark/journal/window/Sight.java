package org.tidemark.journal.window;

import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.PathBytes;

/**
 * A candidate and what was seen at its path. Reused for one candidate after the other; belongs to
 * one thread at a time, and is handed over through a {@link LookupAhead} batch.
 */
final class Sight {
  private final FileStat stat = new FileStat();
  private Candidate candidate;
  private Place place;
  private DescribedDirectory around;
  private boolean wanted;

  /**
   * Takes a candidate that was not looked up yet.
   *
   * @param ahead whether to look it up before anybody asks
   */
  void take(Candidate next, boolean ahead) {
    candidate = next;
    wanted = ahead;
    place = null;
    around = null;
  }

  /**
   * Looks it up before anybody asks, if that is wanted. Where the way to the one before it ended
   * above both, it is not gone again; a root inside another has a way of its own.
   *
   * @param directories reads the directory in which it lies, which is open then
   * @param before its neighbour, or null
   */
  void lookUpAhead(TreeLookup lookup, DescribedDirectory.Reader directories, Sight before) {
    if (!wanted) {
      return;
    }
    PathBytes path = candidate.path();
    if (before != null && before.endsAbove(path) && !lookup.isTop(path)) {
      place = before.place;
    } else {
      lookUp(lookup);
      around = isInside() ? around(lookup.lastDirectory(), directories, before) : null;
    }
  }

  /** Whether the directory was reached in which the name is, or is missing. */
  private boolean isInside() {
    return place.isFound()
        ? place.descriptor() >= 0
        : place.outcome() == Place.Outcome.MISSING && place.at().equals(candidate.path());
  }

  private static DescribedDirectory around(
      Place directory, DescribedDirectory.Reader directories, Sight before) {
    boolean same =
        before != null && before.around != null && before.around.path().equals(directory.at());
    return same ? before.around : directories.read(directory.at(), directory.descriptor());
  }

  private boolean endsAbove(PathBytes sibling) {
    if (place == null || place.isFound()) {
      return false;
    }
    PathBytes directory = sibling.parent();
    return directory.isUnder(place.at()) && candidate.path().parent().equals(directory);
  }

  /** Looks it up, unless that was done. */
  void lookUp(TreeLookup lookup) {
    if (place == null) {
      place = lookup.find(candidate.path(), stat);
    }
  }

  Candidate candidate() {
    return candidate;
  }

  /** Where the way to it ended; its descriptor may be closed. */
  Place place() {
    return place;
  }

  /** The directory in which it lies, if that was read ahead; else null. */
  DescribedDirectory around() {
    return around;
  }

  /** What is there, if it was found. */
  FileStat stat() {
    return stat;
  }
}
