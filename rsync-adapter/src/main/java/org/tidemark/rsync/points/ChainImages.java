package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;

/** Images of the states that a chain leads back to; each step is read once. Not thread-safe. */
final class ChainImages {
  private final Chain chain;
  private final StepLoader loader;
  private final Map<Long, StepContents> loaded = new HashMap<>();

  ChainImages(Chain chain, StepLoader loader) {
    this.chain = chain;
    this.loader = loader;
  }

  /** What an image is made of. */
  record Undone(Image image, List<StepContents> steps) {}

  /** The state after that step of the chain. */
  Undone after(long step) throws TidemarkException {
    Image image = new Image();
    StepUndo undo = new StepUndo(image);
    List<StepContents> steps = new ArrayList<>();
    for (Step newer : chain.newerThan(step)) {
      StepContents contents = contents(newer.number());
      undo.undo(contents);
      steps.add(contents);
    }
    return new Undone(image, steps);
  }

  private StepContents contents(long number) throws TidemarkException {
    StepContents known = loaded.get(number);
    if (known == null) {
      known = loader.load(number);
      loaded.put(number, known);
    }
    return known;
  }

  /** The states after all of these steps; empty if one of them cannot be told any more. */
  Optional<List<Image>> afterAll(List<Long> steps) throws TidemarkException {
    List<Image> images = new ArrayList<>();
    for (long step : steps) {
      if (!isTellable(step)) {
        return Optional.empty();
      }
      images.add(after(step).image());
    }
    return Optional.of(images);
  }

  /** A step that is no point may have been one whose saved files are gone. */
  private boolean isTellable(long number) {
    return chain.newest().filter(newest -> newest.number() == number).isPresent()
        || chain.points().stream().anyMatch(step -> step.number() == number);
  }
}
