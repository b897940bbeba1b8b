package org.tidemark.journal.daemon;

import java.util.List;
import java.util.stream.LongStream;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.store.WindowRow;

/** Gaps that matter to somebody. Stateless. */
final class GapsInDoubt {
  private GapsInDoubt() {}

  /** Those that are open, and those that a base or a window's end has not yet passed. */
  static List<Gap> of(JournalReader reader) throws StoreException {
    LongStream bases = reader.consumers().stream().flatMapToLong(GapsInDoubt::bases);
    LongStream ends =
        reader.windows().stream().filter(row -> row.state().isLive()).mapToLong(WindowRow::end);
    long passed = LongStream.concat(bases, ends).min().orElse(reader.lastSequence());
    return reader.gapsAfter(passed);
  }

  private static LongStream bases(ConsumerRow consumer) {
    return consumer.stale()
        ? LongStream.empty()
        : LongStream.concat(consumer.fullBase().stream(), consumer.incrementalBase().stream());
  }
}
