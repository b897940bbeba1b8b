package org.tidemark.journal.window;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * Finds files that change without events, within a deadline: reading a process's maps can hang
 * where that process holds its memory lock, so it is done on a thread of its own, at most one at a
 * time. Thread-safe.
 */
final class MappedFiles {
  private final Kernel kernel;
  private final Duration deadline;

  @GuardedBy("this")
  private FutureTask<Boolean> running;

  @GuardedBy("this")
  private Found known = new Found(Set.of(), Map.of(), List.of(), 0);

  MappedFiles(Kernel kernel, Duration deadline) {
    this.kernel = kernel;
    this.deadline = deadline;
  }

  /**
   * What was found.
   *
   * @param paths files below the roots that are not excluded
   * @param unnamed handles of files whose names the kernel cannot tell, by root, one behind the
   *     other, one character per byte
   * @param notes what could not be looked at
   * @param processes number of processes looked at
   */
  record Found(
      Set<PathBytes> paths, Map<PathBytes, String> unnamed, List<String> notes, int processes) {}

  synchronized Found find(List<Root> roots) {
    if (running != null && !running.isDone()) {
      return new Found(
          known.paths(), known.unnamed(), List.of("mapped files: an earlier look still hangs"), 0);
    }
    MappedFileScan scan = new MappedFileScan(kernel, roots);
    running = new FutureTask<>(scan::run, true);
    Thread thread = new Thread(running, "mapped-files");
    thread.setDaemon(true);
    thread.start();
    String failure = await(running);
    List<String> notes = new ArrayList<>(scan.notes());
    if (!failure.isEmpty()) {
      notes.add("mapped files: " + failure + " (" + scan.at() + ")");
    }
    known = found(scan, notes, failure.isEmpty());
    return known;
  }

  /** What the last look found counts as well where this one was not finished. */
  @GuardedBy("this")
  private Found found(MappedFileScan scan, List<String> notes, boolean finished) {
    Set<PathBytes> paths = new TreeSet<>(scan.found());
    Map<PathBytes, String> unnamed = new TreeMap<>(scan.unnamed());
    if (!finished) {
      paths.addAll(known.paths());
      known.unnamed().forEach(unnamed::putIfAbsent);
    }
    return new Found(paths, unnamed, notes, scan.processes());
  }

  private String await(FutureTask<Boolean> task) {
    try {
      boolean unused = task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return "";
    } catch (TimeoutException e) {
      return "not all looked at within " + deadline.toSeconds() + " s";
    } catch (ExecutionException e) {
      return "the look failed: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
