package org.tidemark.journal.source;

import java.io.UncheckedIOException;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.EventSourceContract;

class InotifySourceTest extends EventSourceContract {
  @Override
  protected EventSource open(Root root, Drain drain) {
    try {
      return InotifySource.open(new NativeKernel(), root, root.path(), 2);
    } catch (KernelException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean reportsHandles() {
    return false;
  }
}
