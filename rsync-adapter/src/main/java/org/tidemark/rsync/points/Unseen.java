package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * What steps saved that can never be seen again once the points between them are dropped: what no
 * part of the state before the oldest of them is made of. A pure function.
 */
final class Unseen {
  private Unseen() {}

  /**
   * @param newestFirst steps between two points that are kept, that of the newer point first
   * @return topmost saved objects
   */
  static List<Origin> in(List<StepContents> newestFirst) {
    Image image = new Image();
    StepUndo undo = new StepUndo(image);
    newestFirst.forEach(undo::undo);
    Whereabouts whereabouts = new Whereabouts(image);
    List<Origin> unseen = new ArrayList<>();
    for (StepContents step : newestFirst) {
      addOf(step, whereabouts, unseen);
    }
    return unseen;
  }

  private static void addOf(StepContents step, Whereabouts whereabouts, List<Origin> unseen) {
    PathBytes gone = null;
    for (Before record : StepUndo.inTreeOrder(step.before())) {
      if (record.kind() != Before.Kind.THERE || !step.holds(record)) {
        continue;
      }
      Origin origin = new Origin(step.number(), record.path());
      boolean below = gone != null && record.path().isUnder(gone);
      if (!below && !whereabouts.needs(origin)) {
        unseen.add(origin);
        gone = record.path();
      }
    }
  }
}
