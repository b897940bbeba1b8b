package org.tidemark.rsync.points;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;

/**
 * Puts an interrupted step in order, and finds out which of its renames took place. They are made
 * one after the other, so it is the first so many of them. Must be done under the mirror's lock,
 * before anything else touches it, and changes nothing when it is done again.
 */
public final class Settling {
  private final MirrorFacts facts;

  private Settling(MirrorFacts facts) {
    this.facts = facts;
  }

  /**
   * Leaves in the step's file {@code renames} those that took place.
   *
   * @param work a local folder for files
   */
  public static void settle(Host host, PathBytes mirror, StepFolder step, Path work)
      throws TidemarkException {
    SavedAgain.merge(host, step, work);
    step.removeTemporary();
    Renames meant = step.renames();
    if (meant.moves().isEmpty() || step.has(StepFile.BEFORE)) {
      // Records are only made when all renames were.
      return;
    }
    try {
      MirrorFacts facts = new MirrorFacts(Bulk.in(host, mirror), work);
      int made = new Settling(facts).made(meant.moves());
      Renames done = meant.with(meant.moves().subList(0, made));
      step.store(StepFile.RENAMES, done.bytes(), work);
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot settle " + step.path() + ": " + e.getMessage(), e);
    }
  }

  private int made(List<Renames.Move> moves) throws IOException, TidemarkException {
    int count = moves.size();
    while (count > 0 && !isStateAfter(moves, count)) {
      count--;
    }
    return count;
  }

  private boolean isStateAfter(List<Renames.Move> moves, int count)
      throws IOException, TidemarkException {
    Map<Long, PathBytes> places = new LinkedHashMap<>();
    for (Renames.Move move : moves.subList(0, count)) {
      places.replaceAll(
          (inode, at) -> at.isUnder(move.from()) ? at.rebase(move.from(), move.to()) : at);
      places.put(move.inode(), move.to());
    }
    if (count < moves.size()) {
      Renames.Move next = moves.get(count);
      places.putIfAbsent(next.inode(), next.from());
    }
    facts.ask(places.values());
    for (Map.Entry<Long, PathBytes> place : places.entrySet()) {
      Optional<Attributes> there = facts.at(place.getValue());
      if (there.isEmpty() || there.get().inode() != place.getKey()) {
        return false;
      }
    }
    return true;
  }
}
