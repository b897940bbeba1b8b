package org.tidemark.journal.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.Witness;

/**
 * Keeps for each filesystem what a few hundred recorded names looked like, for {@link LookBack} to
 * ask when the filesystem was out of sight. They are looked at here, after the flush, so that
 * recording does not wait for it. Thread-safe.
 */
final class Witnesses {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int MOST_WAITING = 256;

  private final Kernel kernel;
  private final Ingest ingest;
  private final Following following;
  private final BlockingQueue<PathBytes> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final FileStat stat = new FileStat();

  Witnesses(Kernel kernel, Ingest ingest, Following following) {
    this.kernel = kernel;
    this.ingest = ingest;
    this.following = following;
    ingest.onFlushed(this::offer);
  }

  /** Names that were just recorded; what finds no room is left out. Any thread; never waits. */
  void offer(List<PathBytes> names) {
    for (PathBytes name : names) {
      if (!waiting.offer(name)) {
        return;
      }
    }
  }

  /**
   * Looks at the names that wait and writes down what they are; gives their filesystems.
   *
   * @throws TidemarkException if the store did not take them; they are lost as witnesses
   */
  synchronized Set<String> record() throws TidemarkException {
    List<PathBytes> names = new ArrayList<>();
    waiting.drainTo(names);
    List<Witness> seen = new ArrayList<>();
    Set<String> filesystems = new HashSet<>();
    Map<PathBytes, String> followed = following.followed();
    for (PathBytes name : names) {
      String filesystem = filesystemOf(name, followed);
      if (!filesystem.isEmpty() && look(name)) {
        seen.add(new Witness(filesystem, name, stat.inode(), stat.changeTime()));
        filesystems.add(filesystem);
      }
    }
    if (!seen.isEmpty()) {
      ingest.run(
          store -> {
            store.witnesses().note(seen);
            return null;
          },
          DEADLINE);
    }
    return filesystems;
  }

  @GuardedBy("this")
  private boolean look(PathBytes name) {
    return kernel.statx(Kernel.AT_FDCWD, name.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat) == 0;
  }

  /** That of the innermost place above the name; empty if there is none. */
  private static String filesystemOf(PathBytes name, Map<PathBytes, String> followed) {
    String found = "";
    int length = -1;
    for (Map.Entry<PathBytes, String> place : followed.entrySet()) {
      if (name.isUnder(place.getKey()) && place.getKey().length() > length) {
        found = place.getValue();
        length = place.getKey().length();
      }
    }
    return found;
  }
}
