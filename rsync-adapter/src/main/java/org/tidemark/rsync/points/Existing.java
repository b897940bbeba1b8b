package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * Finds out what an image cannot know: whether what a step left unsaved still lies where the next
 * newer state has it. Not thread-safe.
 */
final class Existing {
  private final StepLoader loader;
  private final PathBytes mirror;
  private final Map<Long, StepContents> steps = new HashMap<>();
  private final Set<Origin> asked = new HashSet<>();
  private final Map<Origin, Attributes> onMirror = new HashMap<>();

  Existing(StepLoader loader, PathBytes mirror, List<StepContents> steps) {
    this.loader = loader;
    this.mirror = mirror;
    steps.forEach(step -> this.steps.put(step.number(), step));
  }

  /** Plans what can be carried out; nodes whose objects are not there are mended in the image. */
  RestorePlan plan(Image image, List<PathBytes> selected) throws TidemarkException {
    RestorePlan plan = RestorePlan.of(image, selected);
    while (mend(image, plan)) {
      plan = RestorePlan.of(image, selected);
    }
    return plan;
  }

  private boolean mend(Image image, RestorePlan plan) throws TidemarkException {
    List<RestorePlan.Copy> all = new ArrayList<>(plan.copies());
    all.addAll(plan.brought());
    askFor(all);
    boolean mended = false;
    for (RestorePlan.Copy copy : all) {
      if (!isThere(copy, plan)) {
        image.at(copy.target()).loseOrigin();
        mended = true;
      }
    }
    return mended;
  }

  private void askFor(List<RestorePlan.Copy> copies) throws TidemarkException {
    List<PathBytes> names = new ArrayList<>();
    for (RestorePlan.Copy copy : copies) {
      if (copy.origin().isInMirror() && asked.add(copy.origin())) {
        names.add(copy.origin().path());
      }
    }
    if (!names.isEmpty()) {
      loader
          .there(mirror, names)
          .forEach((path, found) -> onMirror.put(Origin.inMirror(path), found));
    }
  }

  private boolean isThere(RestorePlan.Copy copy, RestorePlan plan) {
    Origin origin = copy.origin();
    Attributes found = origin.isInMirror() ? onMirror.get(origin) : saved(origin);
    return found != null && (!plan.directories().contains(copy.target()) || found.isDirectory());
  }

  private Attributes saved(Origin origin) {
    return steps.get(origin.step()).saved().get(origin.path());
  }
}
