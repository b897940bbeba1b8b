package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final long MANY = 200;

  private static Generation opening(long number) {
    return Generation.opening(number, "generation-" + number);
  }

  private static Ledger withLive(long count) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(number -> opening(number).full(number))
        .reduce(Ledger.EMPTY, Ledger::with, (one, other) -> other);
  }

  @Test
  void aGenerationThatIsBeingMadeStaysHoweverManyOthersAreLive() {
    Ledger ledger = withLive(MANY).with(opening(MANY + 1));

    assertThat(ledger.generation(MANY + 1)).isPresent();
  }

  @Test
  void theImageOfAnOlderFullThatComesLateMakesItNoNewerOne() {
    assertThat(Ledger.EMPTY.withFullWindow(7).withFullWindow(3).fullWindow()).isEqualTo(7);
  }

  @Test
  void oneThatWasGivenUpGoes() {
    Ledger ledger = withLive(MANY).with(opening(MANY + 1).in(Generation.State.ABORTED));

    assertThat(ledger.generation(MANY + 1)).isEmpty();
    assertThat(ledger.lastGeneration()).isEqualTo(MANY + 1);
  }
}
