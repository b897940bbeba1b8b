package org.tidemark.rsync.points;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;

/**
 * Finds out what a restore would call lost, without restoring anything. Not thread-safe: it uses
 * one work folder.
 */
public final class Losses {
  private final StepLoader loader;
  private final PathBytes mirror;

  /**
   * @param work a folder of this machine
   */
  public Losses(Host host, PointsFolder points, PathBytes mirror, Path work) {
    this.loader = new StepLoader(host, points, work);
    this.mirror = mirror;
  }

  /** What a restore of all of a point would leave out, or bring back in part. */
  public List<Verify.Difference> of(Chain chain, long point) throws TidemarkException {
    ChainImages.Undone undone = new ChainImages(chain, loader).after(point);
    RestorePlan plan =
        new Existing(loader, mirror, undone.steps()).plan(undone.image(), List.of(PathBytes.ROOT));
    SortedMap<PathBytes, Origin> origins = origins(undone.image(), plan);
    Map<Origin, Attributes> there = there(origins, undone.steps());
    List<Verify.Difference> lost = new ArrayList<>();
    origins.forEach(
        (path, origin) -> {
          Attributes found = there.get(origin);
          if (found == null || !plan.described().get(path).attributes().mayBeOf(found)) {
            lost.add(new Verify.Difference(path, "is lost: nothing holds it any more"));
          }
        });
    for (PathBytes path : plan.doubtful()) {
      lost.add(new Verify.Difference(path, "may lack something: more was saved than is recorded"));
    }
    return lost;
  }

  /** Where each object that steps tell of lies, null for nowhere; directories can be made anew. */
  private static SortedMap<PathBytes, Origin> origins(Image image, RestorePlan plan) {
    SortedMap<PathBytes, Origin> out = new TreeMap<>();
    plan.described()
        .forEach(
            (path, description) -> {
              if (!description.attributes().isDirectory()) {
                out.put(path, image.look(path).origin());
              }
            });
    return out;
  }

  private Map<Origin, Attributes> there(
      SortedMap<PathBytes, Origin> origins, List<StepContents> steps) throws TidemarkException {
    Map<Origin, Attributes> there = new HashMap<>();
    List<PathBytes> names = new ArrayList<>();
    for (Origin origin : origins.values()) {
      if (origin != null && origin.isInMirror()) {
        names.add(origin.path());
      }
    }
    if (!names.isEmpty()) {
      loader.there(mirror, names).forEach((path, found) -> there.put(Origin.inMirror(path), found));
    }
    for (StepContents step : steps) {
      step.saved().forEach((path, found) -> there.put(new Origin(step.number(), path), found));
    }
    return there;
  }
}
