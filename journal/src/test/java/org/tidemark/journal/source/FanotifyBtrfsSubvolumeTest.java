package org.tidemark.journal.source;

import org.tidemark.journal.testing.ScratchFilesystem;

/** What every source owes, kept by fanotify on BTRFS_SUBVOLUME. */
class FanotifyBtrfsSubvolumeTest extends FanotifySourceTest {
  @Override
  protected ScratchFilesystem.Kind kind() {
    return ScratchFilesystem.Kind.BTRFS_SUBVOLUME;
  }
}
