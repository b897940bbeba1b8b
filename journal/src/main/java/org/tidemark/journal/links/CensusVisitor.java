package org.tidemark.journal.links;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.store.LinkDirectory;
import org.tidemark.journal.store.LinkedFile;
import org.tidemark.journal.walk.WalkVisitor;
import org.tidemark.journal.walk.WalkedChild;
import org.tidemark.journal.walk.WalkedDirectory;

/** Looks at every file of a tree and keeps the names of those with several links. One thread. */
final class CensusVisitor implements WalkVisitor {
  private static final Logger LOG = LoggerFactory.getLogger(CensusVisitor.class);

  /** Parts smaller than that are not worth a row: after a restart they are read again. */
  private static final long LEAST_PART = 1_000;

  /** PATH_MAX of linux/limits.h: longer paths are not to be had by name. */
  private static final int LONGEST_PATH = 4096;

  private final FoundLinks found;
  private final long settledBefore;
  private final LinkHandles handles;
  private PathBytes lastPath = PathBytes.ROOT;
  private LinkDirectory lastDirectory;

  /**
   * @param settledBefore wall clock, in nanoseconds: a file that changed later may have got a link
   *     behind the walk, so that its old name was passed by as that of a file with one
   */
  CensusVisitor(Kernel kernel, FoundLinks found, long settledBefore) {
    this.found = found;
    this.settledBefore = settledBefore;
    this.handles = new LinkHandles(kernel);
  }

  @Override
  public boolean wantsStat(int type) {
    return type != DirectoryEntries.TYPE_DIRECTORY;
  }

  @Override
  public int enter(WalkedDirectory directory) {
    return 0;
  }

  @Override
  public void child(WalkedDirectory directory, WalkedChild child) {
    if (!child.hasStat() || child.isDirectory() || child.stat().links() < 2) {
      return;
    }
    if (directory.path().length() >= LONGEST_PATH) {
      failed(directory.path(), Errno.ENAMETOOLONG);
      return;
    }
    LinkDirectory at = directoryAt(directory.path());
    if (at != null) {
      LinkedFile file = new LinkedFile(child.stat().device(), child.stat().inode());
      byte[] name = child.name();
      byte[] handle = handles.handleOf(directory.path().child(name));
      boolean settled = child.stat().changeTime() < settledBefore;
      found.add(file, child.stat().links(), handle, at, name, settled);
    }
  }

  /** Names of one directory come together; null if it is gone by now. */
  private LinkDirectory directoryAt(PathBytes path) {
    if (lastDirectory == null || !lastPath.equals(path)) {
      lastPath = path;
      lastDirectory = handles.directory(path).orElse(null);
    }
    return lastDirectory;
  }

  @Override
  public void failed(PathBytes path, int errno) {
    found.failed();
    LOG.warn("names of linked files in {} are not known: {}", path, Errno.describe(errno));
  }

  @Override
  public void completed(PathBytes path, long directories) {
    if (directories >= LEAST_PART) {
      found.addPart(path);
    }
  }
}
