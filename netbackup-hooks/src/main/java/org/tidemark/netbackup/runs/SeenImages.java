package org.tidemark.netbackup.runs;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tidemark.netbackup.images.Image;
import org.tidemark.netbackup.site.Installation;

/**
 * Finds the images of a run's streams. A hook that was told its image's id or time looks for that
 * one only; others take an image that began after the try before, and not after the end. Used by
 * one thread.
 */
final class SeenImages {
  private final Installation installation;
  private final Ledger ledger;
  private final Set<Image> images;

  SeenImages(Installation installation, Ledger ledger, Set<Image> images) {
    this.installation = installation;
    this.ledger = ledger;
    this.images = images;
  }

  /** The run as it is with the images that are there now. */
  Run in(Run run, long now) {
    Run seen = run;
    List<StreamRun> inOrder =
        run.streams().stream().sorted(Comparator.comparingLong(StreamRun::startedMillis)).toList();
    String reason = run.reason();
    for (StreamRun stream : inOrder) {
      Optional<Image> image = imageOf(seen, stream);
      if (image.isPresent() && stream.state() == StreamRun.State.SENT) {
        seen = seen.with(stream.in(StreamRun.State.CONFIRMED, name(image.get())));
      } else if (image.isPresent() && stream.state() == StreamRun.State.STARTED) {
        // Whether it is whole is what the end hook would have said.
        seen = seen.with(stream.in(StreamRun.State.PARTIAL, name(image.get())));
        reason = "its image is there, but its end was not told: it counts as partial";
      }
    }
    return seen.in(seen.ofStreams(), reason, now);
  }

  private static String name(Image image) {
    return image.id().isEmpty() ? "began at " + image.time() : image.id();
  }

  private Optional<Image> imageOf(Run run, StreamRun stream) {
    return images.stream()
        .filter(image -> isOf(run, image) && fits(run, stream, image))
        .filter(image -> image.precision() == 1 || isAlone(run, image))
        .filter(image -> claimed().noneMatch(name(image)::equals))
        .filter(image -> run.streams().stream().noneMatch(o -> o.image().equals(name(image))))
        .max(Comparator.comparingLong(Image::time));
  }

  /** A listing without seconds does not tell two backups of one minute apart. */
  private boolean isAlone(Run run, Image image) {
    return ledger.runs().stream()
        .filter(other -> other.number() != run.number() && other.base() == run.base())
        .noneMatch(other -> other.streams().stream().anyMatch(each -> fits(other, each, image)));
  }

  private Stream<String> claimed() {
    return ledger.runs().stream().flatMap(run -> run.streams().stream()).map(StreamRun::image);
  }

  private boolean isOf(Run run, Image image) {
    String policy = run.base() ? installation.basePolicy() : installation.policy();
    String schedule = run.base() ? installation.baseSchedule() : installation.schedule();
    boolean type = image.type() == Image.Type.FULL || image.type() == Image.Type.OTHER;
    return type
        && image.policy().equals(policy)
        && image.mayBeOf(schedule)
        && image.client().equals(run.client());
  }

  private boolean fits(Run run, StreamRun stream, Image image) {
    if (!stream.backupId().isEmpty() && !image.id().isEmpty()) {
      return image.id().equals(stream.backupId());
    }
    long told = stream.backupTime() > 0 ? stream.backupTime() : timeOf(stream.backupId());
    if (told > 0) {
      return image.mayHaveBegun(told, told);
    }
    boolean ended = stream.endedMillis() > 0;
    return ended && image.mayHaveBegun(notBefore(run) + 1, stream.endedMillis() / 1000);
  }

  /** {@code client_1234567890}. */
  private static long timeOf(String backupId) {
    String digits = backupId.substring(backupId.lastIndexOf('_') + 1);
    return digits.matches("[0-9]{9,12}") ? Long.parseLong(digits) : 0;
  }

  /** When the try before had begun already, in seconds. */
  private long notBefore(Run run) {
    return ledger.runs().stream()
            .filter(each -> each.base() == run.base() && each.number() < run.number())
            .flatMap(each -> each.streams().stream())
            .mapToLong(StreamRun::startedMillis)
            .max()
            .orElse(run.startedMillis() - Workshop.GRACE.toMillis())
        / 1000;
  }
}
