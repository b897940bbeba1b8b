package org.tidemark.journal.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.tidemark.journal.control.Descriptions;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.reconcile.ReconcileStatus;

/** The state of reconciling as JSON. Stateless. */
final class ReconcileView {
  private ReconcileView() {}

  /** What is under way, in one object; its state alone if nothing is. */
  static JsonObject progress(ReconcileStatus status, boolean wanted) {
    JsonObject object = new JsonObject();
    String withoutWalk = status.waiting() > 0 ? "waiting" : "idle";
    object.addProperty(
        "state", wanted ? status.walk().map(ReconcileView::state).orElse(withoutWalk) : "off");
    object.addProperty("waiting", status.waiting());
    status.walk().ifPresent(walk -> add(object, walk));
    if (!status.problem().isEmpty()) {
      object.addProperty("problem", status.problem());
    }
    return object;
  }

  private static String state(ReconcileStatus.Walk walk) {
    String moving = walk.resting() ? "resting" : "walking";
    return walk.halted() ? "halted" : moving;
  }

  private static void add(JsonObject object, ReconcileStatus.Walk walk) {
    Gap first = walk.gaps().get(0);
    object.addProperty("path", walk.path().toString());
    object.addProperty("gaps", walk.gaps().size());
    object.addProperty("reason", first.reason().text());
    object.addProperty(
        "since", walk.gaps().stream().mapToLong(Gap::beginMillis).min().orElseThrow());
    object.addProperty("started", walk.startedMillis());
    object.addProperty("directories", walk.directories());
    object.addProperty("names", walk.names());
    object.addProperty("changes", walk.changes());
    if (walk.share() >= 0) {
      object.addProperty("percent", Math.round(100 * walk.share()));
    }
  }

  /** Gaps that stay, each with why. */
  static JsonArray refused(ReconcileStatus status) {
    JsonArray all = new JsonArray();
    for (ReconcileStatus.Refused refused : status.refused()) {
      JsonObject one = Descriptions.gap(refused.gap());
      one.addProperty("why", refused.why());
      all.add(one);
    }
    return all;
  }
}
