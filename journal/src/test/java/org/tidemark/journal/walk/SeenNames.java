package org.tidemark.journal.walk;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.model.PathBytes;

/** Notes what a walk shows. Thread-safe: all threads of a walk share one. */
final class SeenNames implements WalkVisitor {
  final Set<PathBytes> entered = ConcurrentHashMap.newKeySet();
  final Set<PathBytes> names = ConcurrentHashMap.newKeySet();
  final Set<PathBytes> twice = ConcurrentHashMap.newKeySet();
  final Map<PathBytes, Integer> failed = new ConcurrentHashMap<>();
  final Map<PathBytes, Long> completed = new ConcurrentHashMap<>();
  final Map<PathBytes, Long> inodes = new ConcurrentHashMap<>();
  final Map<PathBytes, Integer> parentTags = new ConcurrentHashMap<>();
  final Set<PathBytes> leaveOut = ConcurrentHashMap.newKeySet();

  @Override
  public boolean wantsStat(int type) {
    return type != DirectoryEntries.TYPE_DIRECTORY;
  }

  @Override
  public int enter(WalkedDirectory directory) {
    if (!entered.add(directory.path())) {
      twice.add(directory.path());
    }
    inodes.put(directory.path(), directory.stat().inode());
    parentTags.put(directory.path(), directory.parentTag());
    return leaveOut.contains(directory.path()) ? LEAVE_OUT : directory.depth() + 1;
  }

  @Override
  public void child(WalkedDirectory directory, WalkedChild child) {
    PathBytes path = directory.path().child(child.name());
    if (!names.add(path)) {
      twice.add(path);
    }
    if (child.hasStat()) {
      inodes.put(path, child.stat().inode());
    }
  }

  @Override
  public void failed(PathBytes path, int errno) {
    failed.put(path, errno);
  }

  @Override
  public void completed(PathBytes path, long directories) {
    completed.put(path, directories);
  }
}
