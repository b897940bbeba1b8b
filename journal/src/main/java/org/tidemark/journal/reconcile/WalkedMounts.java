package org.tidemark.journal.reconcile;

import java.io.IOException;
import java.util.List;
import org.tidemark.journal.kernel.ChangeTimes;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.FilesystemKind;

/**
 * What a walk needs to know of the filesystems in its subtree.
 *
 * @param foreign mounts that hold nothing to back up, or that other machines change
 * @param exchangeInSilence whether on one of the others two directories can be exchanged without a
 *     trace in their own times
 */
record WalkedMounts(List<PathBytes> foreign, boolean exchangeInSilence) {
  static WalkedMounts of(Kernel kernel, Job job) throws IOException {
    List<MountTable.Mount> below = MountTable.read().below(job.top());
    List<PathBytes> foreign =
        below.stream().filter(WalkedMounts::isForeign).map(MountTable.Mount::place).toList();
    boolean silent =
        isSilent(kernel, job.top())
            || (job.nested()
                && below.stream()
                    .filter(mount -> !isForeign(mount))
                    .anyMatch(mount -> isSilent(kernel, mount.place())));
    return new WalkedMounts(foreign, silent);
  }

  private static boolean isForeign(MountTable.Mount mount) {
    FilesystemKind kind = FilesystemKind.of(mount);
    return kind == FilesystemKind.PSEUDO || kind == FilesystemKind.SHARED;
  }

  private static boolean isSilent(Kernel kernel, PathBytes place) {
    return ChangeTimes.at(kernel, place).exchangesInSilence();
  }
}
