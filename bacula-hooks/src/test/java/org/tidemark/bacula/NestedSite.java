package org.tidemark.bacula;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ScratchFilesystem;

/**
 * A site with other filesystems below its tree, which are followed with it but for what is called
 * {@code left}. One thread.
 */
final class NestedSite implements AutoCloseable {
  private final BaculaSite site;
  private final Deque<ScratchFilesystem> disks = new ArrayDeque<>();

  NestedSite(BaculaSite site) {
    this.site = site;
  }

  /** Mounts a filesystem at a name of the tree, which is made. */
  void mount(ScratchFilesystem disk, String name) {
    disks.push(disk);
    site.tree().mkdir(name);
    disk.mountAlsoAt(site.tree().path(name));
  }

  /** Starts the daemon anew, so that it follows what is mounted. */
  void follow() throws IOException, TidemarkException {
    site.stopDaemon();
    site.configure("nested = yes", "exclude = left");
    site.startDaemon();
    site.awaitReconciled();
  }

  /** The incremental job behind a full, both sides of a gap that is left to the job to compare. */
  JobRow jobInAGap(Runnable unseen, Runnable seen) throws IOException, TidemarkException {
    site.good("Full");
    site.stopDaemon();
    unseen.run();
    site.configure("nested = yes", "exclude = left", "[journal]", "reconcile = no");
    site.startDaemon();
    seen.run();
    JobRow job = site.good("Incremental");
    follow();
    return job;
  }

  @Override
  public void close() {
    // It keeps filesystems that it follows from being unmounted.
    site.stopDaemon();
    disks.forEach(ScratchFilesystem::close);
    site.close();
  }
}
