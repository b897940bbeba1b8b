package org.tidemark.rsync;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.cli.SinceReader;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.points.Step;

/** What {@code --at} means: a point's number, a time, or {@code newest}. */
final class PointChoice {
  private static final String NEWEST = "newest";

  private PointChoice() {}

  /**
   * Chooses.
   *
   * @param points that can be restored, oldest first
   * @throws TidemarkException with USAGE if nothing is meant by it, with FAILED if there is no such
   *     point
   */
  static Step of(String at, List<Step> points, Clock clock) throws TidemarkException {
    Optional<Step> found;
    if (at.equals(NEWEST)) {
      found = points.stream().reduce((older, newer) -> newer);
    } else if (at.matches("\\d{1,8}")) {
      found = points.stream().filter(step -> step.number() == Long.parseLong(at)).findFirst();
    } else {
      long latest = time(at, clock).toEpochMilli();
      found =
          points.stream()
              .filter(step -> step.done().orElseThrow().millis() <= latest)
              .reduce((older, newer) -> newer);
    }
    return found.orElseThrow(
        () ->
            new TidemarkException(
                ExitCode.FAILED,
                "there is no point " + at + " that could be restored",
                "See 'tidemark rsync points'."));
  }

  private static Instant time(String at, Clock clock) throws TidemarkException {
    try {
      if (new SinceReader(clock).read(at) instanceof Since.Time time) {
        return time.instant();
      }
    } catch (IllegalArgumentException e) {
      // Said below, with the forms that are meant here.
    }
    throw new TidemarkException(
        ExitCode.USAGE,
        "'" + at + "' is no point",
        "Give a point's number, 'newest', or a time such as 2026-03-01T02:00 or 2d (ago).");
  }
}
