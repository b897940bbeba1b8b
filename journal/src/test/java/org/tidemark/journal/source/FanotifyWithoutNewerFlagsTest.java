package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.EventSourceContract;

/** The same promises where the kernel knows neither FAN_RENAME nor FAN_FS_ERROR nor FID records. */
class FanotifyWithoutNewerFlagsTest extends EventSourceContract {
  private static final FanotifyFlags OLD = new FanotifyFlags(false, false, false);

  @Override
  protected EventSource open(Root root, Drain drain) {
    return FanotifyTestSources.open(OLD, root);
  }

  @Override
  public boolean reportsHandles() {
    return false;
  }

  @Test
  void whatIsWithheldIsNotUsed() {
    assertThat(((FanotifySource) follow()).flags()).isEqualTo(OLD);
  }
}
