package org.tidemark.journal.links;

import java.util.Optional;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.store.LinkedFile;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkVisitor;
import org.tidemark.journal.walk.WalkedChild;
import org.tidemark.journal.walk.WalkedDirectory;

/** Looks for names of certain inodes by the numbers that directories hold. One thread. */
final class HuntVisitor implements WalkVisitor {
  private final Kernel kernel;
  private final Quarry quarry;
  private final FoundLinks found;
  private final WalkControl control;
  private final LinkHandles handles;
  private final FileStat stat = new FileStat();

  HuntVisitor(Kernel kernel, Quarry quarry, FoundLinks found, WalkControl control) {
    this.kernel = kernel;
    this.quarry = quarry;
    this.found = found;
    this.control = control;
    this.handles = new LinkHandles(kernel);
  }

  @Override
  public boolean wantsStat(int type) {
    return false;
  }

  @Override
  public int enter(WalkedDirectory directory) {
    return 0;
  }

  @Override
  public void child(WalkedDirectory directory, WalkedChild child) {
    if (child.isDirectory() || !quarry.mayBe(child.inode())) {
      return;
    }
    PathBytes path = directory.path().child(child.name());
    int result = kernel.statx(Kernel.AT_FDCWD, path.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    if (result == -Errno.ENAMETOOLONG) {
      quarry.failed();
    }
    if (result < 0 || stat.isDirectory()) {
      return;
    }
    LinkedFile file = new LinkedFile(stat.device(), stat.inode());
    if (stat.isMountRoot() || !quarry.wants(file)) {
      // A file that is mounted there lies elsewhere.
      return;
    }
    Optional<LinkPlace> place = handles.placeOf(path);
    if (place.isPresent() && quarry.found(file, stat.links(), place.get())) {
      byte[] handle = handles.handleOf(path);
      handles
          .directory(directory.path())
          .ifPresent(at -> found.add(file, stat.links(), handle, at, path.name(), true));
      if (quarry.isComplete()) {
        control.cancel();
      }
    }
  }

  @Override
  public void failed(PathBytes path, int errno) {
    quarry.failed();
  }
}
