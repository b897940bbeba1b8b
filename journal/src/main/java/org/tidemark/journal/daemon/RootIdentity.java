package org.tidemark.journal.daemon;

import java.io.IOException;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceSet;

/**
 * What tells a watched tree from another one that takes its place while nobody looks.
 *
 * @param filesystem UUID or what else tells it from others
 * @param directory inode number and birth time of the directory itself; a btrfs subvolume is told
 *     by the filesystem's part
 */
record RootIdentity(String filesystem, String directory) {
  static final RootIdentity UNKNOWN = new RootIdentity("", "");

  static RootIdentity of(Kernel kernel, PathBytes root) throws IOException {
    FileStat stat = new FileStat();
    byte[] path = root.bytes();
    int unused = Errno.check("statx", path, kernel.statx(Kernel.AT_FDCWD, path, 0, stat));
    return new RootIdentity(
        SourceSet.identity(kernel, root), stat.inode() + " " + stat.birthTime());
  }
}
