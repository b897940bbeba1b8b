package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.EventSourceContract;

/** What every source owes, kept by fanotify on each filesystem that it is used on. */
class FanotifySourceTest extends EventSourceContract {
  @Override
  protected EventSource open(Root root, Drain drain) {
    return FanotifyTestSources.open(FanotifyFlags.ALL, root);
  }

  @Override
  public boolean reportsHandles() {
    return true;
  }

  @Test
  void theMarkIsFoundInTheKernelsOwnList() {
    FanotifySource source = (FanotifySource) follow();
    assertThat(source.markPresent()).isTrue();
    assertThat(source.description().kind()).isEqualTo("fanotify");
    assertThat(source.description().place()).isEqualTo(tree().top());
  }
}
