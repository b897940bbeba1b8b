package org.tidemark.rsync;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.points.Begin;
import org.tidemark.rsync.points.Chain;
import org.tidemark.rsync.points.PointsFolder;
import org.tidemark.rsync.points.Step;

/** Keeps the points of different mirrors apart: expiring those of one drops whatever is there. */
final class PointsOwnership {
  private PointsOwnership() {}

  /**
   * Makes a folder that is there the mirror's, before anything else is changed: a run that is cut
   * short has to find it so.
   *
   * @throws TidemarkException with REFUSED if it is another's
   */
  static void claim(PathBytes place, MirrorRecord record, ListHeader window)
      throws TidemarkException {
    Mirror mirror = record.places().mirror();
    PointsFolder folder = new PointsFolder(mirror.host().orElseThrow(), place);
    Optional<PointsFolder.Label> label = folder.label();
    if (label.isEmpty()) {
      return;
    }
    requireOwn(folder, label.get(), record.known().map(Marker::id).orElse(""), mirror);
    if (label.get().owner().isEmpty()) {
      requireAlone(folder, label.get(), record, window);
    }
    boolean isMarked = label.get().owner().equals(Optional.of(record.owner()));
    if (!isMarked && !record.request().dryRun()) {
      folder.giveTo(record.owner());
    }
  }

  private static void requireAlone(
      PointsFolder folder, PointsFolder.Label label, MirrorRecord record, ListHeader window)
      throws TidemarkException {
    List<Step> steps = folder.steps();
    Optional<DirectoryIdentity> now = record.evidence().destination();
    long last = record.known().map(known -> known.lastStep(steps, label.id(), now)).orElse(0L);
    String journal = window.end().journalId();
    requireAlone(folder, steps, Chain.of(steps, last), window.consumer(), journal);
  }

  /**
   * Refuses a folder that says that it is another mirror's.
   *
   * @param id of this one as its marker has it; empty if nobody knows
   */
  static void requireOwn(PointsFolder folder, PointsFolder.Label label, String id, Mirror mirror)
      throws TidemarkException {
    if (label.owner().isPresent() && !label.owner().get().is(id, mirror.path())) {
      throw MirrorTrust.refused(
          "the points folder "
              + folder.path()
              + " is not that of "
              + mirror
              + ", but of the mirror "
              + label.owner().get().place(),
          "Each mirror needs a folder of its own: name another by --points. If this mirror was"
              + " moved, put its marker beside it again: "
              + mirror.marker());
    }
  }

  /**
   * Refuses a folder of an earlier version, which does not say whose it is, if others may use it.
   *
   * @param chain of the mirror; its steps are the mirror's whoever made them
   * @param journal in which a consumer has one mirror only
   */
  static void requireAlone(
      PointsFolder folder, List<Step> steps, Chain chain, String consumer, String journal)
      throws TidemarkException {
    boolean isAlone =
        steps.stream()
            .filter(step -> step.begin().isPresent() && !chain.steps().contains(step))
            .allMatch(step -> isOf(step.begin().get(), consumer, journal));
    if (!isAlone) {
      throw MirrorTrust.refused(
          "nothing says that all steps in the points folder "
              + folder.path()
              + " are this mirror's",
          "Restore what you need of them first. Then name a folder of its own for each mirror by"
              + " --points: expiring the points of one would drop those of all.");
    }
  }

  private static boolean isOf(Begin begin, String consumer, String journal) {
    return begin.consumer().equals(consumer) && begin.journalId().equals(journal);
  }
}
