package org.tidemark.journal.reconcile;

import java.util.concurrent.atomic.AtomicInteger;
import org.tidemark.journal.walk.BackgroundWalk;

/** Knows by how many it is halted now. */
final class HaltedWalk implements BackgroundWalk {
  final AtomicInteger now = new AtomicInteger();

  @Override
  public void halt() {
    now.incrementAndGet();
  }

  @Override
  public void resume() {
    now.decrementAndGet();
  }
}
