package org.tidemark.rsync;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.exec.LogOutputStream;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.host.RsyncComplaints;

/**
 * Shows what rsync complains about, and keeps what vanished. Owned by the thread that pumps the
 * output.
 */
final class Complaints extends LogOutputStream {
  private final Watcher watcher;
  private final List<PathBytes> vanished = new ArrayList<>();
  private final RsyncComplaints all = new RsyncComplaints();

  Complaints(Watcher watcher) {
    super(0, StandardCharsets.ISO_8859_1);
    this.watcher = watcher;
  }

  @Override
  protected void processLine(String line, int level) {
    watcher.message(line);
    VanishedNames.in(line).ifPresent(vanished::add);
    all.line(line);
  }

  /** What it says vanished while it was copied. */
  List<PathBytes> vanished() {
    return vanished;
  }

  /** See {@link RsyncComplaints#tellOfANumberUsedAnew}. */
  boolean tellOfANumberUsedAnew() {
    return all.tellOfANumberUsedAnew();
  }

  /** See {@link RsyncComplaints#areOfReplacedDirectories}. */
  boolean areOfReplacedDirectories() {
    return all.areOfReplacedDirectories();
  }
}
