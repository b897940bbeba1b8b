package org.tidemark.journal.restore;

import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.PathBytes;

/** Counts what is done and tells of it. One thread. */
final class Tally {
  private final RestoreSink sink;
  private final RestoreProgress progress;
  private long removed;
  private long kept;
  private long failed;
  private long directories;

  Tally(RestoreSink sink, RestoreProgress progress) {
    this.sink = sink;
    this.progress = progress;
  }

  void removed(PathBytes path) {
    removed++;
    progress.nameRemoved();
    sink.removed(path);
  }

  /** Always true: the name is still there. */
  boolean kept(PathBytes path, String why) {
    kept++;
    sink.kept(path, why);
    return true;
  }

  /** Always true: the name is still there. */
  boolean failed(PathBytes path, String operation, int errno) {
    failed++;
    sink.failed(path, operation + ": " + Errno.describe(errno));
    return true;
  }

  void followed(PathBytes path, String target) {
    sink.followed(path, target);
  }

  void directorySet() {
    directories++;
  }

  RestoreReport report(long toFetch, boolean vouched) {
    return new RestoreReport(removed, kept, directories, toFetch, failed, vouched);
  }
}
