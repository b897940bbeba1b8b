package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.Drain;
import org.tidemark.journal.source.EventSource;

/** The contract suite can be passed, and a source that leaves something out does not pass it. */
class PlainFanotifySourceTest extends EventSourceContract {
  @Override
  protected EventSource open(Root root, Drain drain) {
    return new PlainFanotifySource(root, 0);
  }

  @Override
  public boolean reportsHandles() {
    return true;
  }

  @ParameterizedTest
  @CsvSource({"0x2", "0x4", "0x40", "0x80", "0x100", "0x200"})
  void aSourceThatIsBlindToOneKindOfEventIsFoundOut(String blindTo) {
    Root root = new Root(tree().top(), tree().top(), false, Exclusions.NONE);
    tree().write("moved", "x");
    tree().write("removed", "x");
    tree().write("written", "x");
    tree().write("chmodded", "x");
    long blind = Long.decode(blindTo) | (Long.decode(blindTo) == 2 ? Flags.FAN_CLOSE_WRITE : 0);
    harness().start(new PlainFanotifySource(root, blind));

    assertThatThrownBy(() -> after(this::oneChangeOfEachKind))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("missed");
  }

  private void oneChangeOfEachKind() {
    tree().fifo("created");
    tree().unlink("removed");
    tree().rename("moved", "target");
    tree().append("written", new byte[] {1});
    tree().chmod("chmodded", 0600);
  }

  @Test
  void aGapCoversEverythingBelowIt() {
    follow();
    harness().sink().gap(path("d"), Reason.READ_ERROR);
    Recorded recorded = harness().drain();
    assertThat(recorded.covers(path("d/below"))).isTrue();
    assertThat(recorded.covers(path("elsewhere"))).isFalse();
  }
}
