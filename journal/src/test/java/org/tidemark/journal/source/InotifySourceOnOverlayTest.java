package org.tidemark.journal.source;

import org.tidemark.journal.testing.ScratchFilesystem;

/** overlayfs has no usable handles: what containers run on is inotify's own ground. */
class InotifySourceOnOverlayTest extends InotifySourceTest {
  @Override
  protected ScratchFilesystem.Kind kind() {
    return ScratchFilesystem.Kind.OVERLAY;
  }

  /** The mapping holds the upper layer's file: CLOSE_WRITE is told to those who watch that. */
  @Override
  public boolean mappingsTellOfTheirEnd() {
    return false;
  }
}
