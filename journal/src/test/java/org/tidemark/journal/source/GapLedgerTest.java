package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.SourceHarness;

class GapLedgerTest {
  private static final PathBytes PLACE = PathBytes.ofUtf8("/data");

  private final SourceHarness harness = new SourceHarness();
  private final GapLedger ledger = new GapLedger(harness.sink());

  @Test
  void aGapEndsWithItsLastHolder() {
    ledger.open("one", PLACE, Reason.NOT_ARMED);
    ledger.open("two", PLACE, Reason.NOT_ARMED);
    ledger.close("one", PLACE, Reason.NOT_ARMED);
    assertThat(harness.drain().gapsStillOpen()).containsKey(PLACE);
    ledger.close("two", PLACE, Reason.NOT_ARMED);
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
  }

  @Test
  void whoDoesNotHoldAGapCannotEndIt() {
    ledger.open("one", PLACE, Reason.NOT_ARMED);
    ledger.close("two", PLACE, Reason.NOT_ARMED);
    ledger.close("one", PLACE, Reason.WATCH_LIMIT);
    assertThat(harness.drain().gapsStillOpen()).containsKey(PLACE);
  }

  @Test
  void aReleasedHolderLeavesTheGapsOfOthers() {
    ledger.open("one", PLACE, Reason.NOT_ARMED);
    ledger.open("one", PLACE.child(new byte[] {'d'}), Reason.WATCH_LIMIT);
    ledger.open("two", PLACE, Reason.NOT_ARMED);
    ledger.release("one");
    Recorded recorded = harness.drain();
    assertThat(recorded.gapsStillOpen()).containsOnlyKeys(PLACE);
  }
}
