package org.tidemark.bacula;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/**
 * The manifests that a job saves, so that a restore can be made exact without the client's state.
 * One thread.
 */
final class JobManifests {
  private final Path state;
  private final ConsumerName consumer;
  private final Clock clock;

  JobManifests(Path state, ConsumerName consumer, Clock clock) {
    this.state = state.toAbsolutePath();
    this.consumer = consumer;
    this.clock = clock;
  }

  /**
   * Its window's own, and before it that of a base which no job of Bacula has: one that was set by
   * hand before a Full with another FileSet. That one gets a new time, or Bacula would skip it.
   *
   * @param windows all that the daemon knows
   */
  List<Path> of(WindowInfo window, List<WindowInfo> windows) throws TidemarkException, IOException {
    List<Path> files = new ArrayList<>();
    for (WindowInfo each : windows) {
      Path file = file(each.id());
      if (isBase(each, window) && !new JobName(each.key()).isOfARun() && Files.exists(file)) {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        files.add(file);
      }
    }
    files.add(file(window.id()));
    return files;
  }

  private boolean isBase(WindowInfo each, WindowInfo window) {
    return window.level() != Level.FULL
        && each.consumer().equals(consumer.text())
        && each.state().equals("committed")
        && !each.key().isEmpty()
        && each.end() == window.base();
  }

  private Path file(long window) {
    return ManifestFiles.of(state, consumer, window);
  }
}
