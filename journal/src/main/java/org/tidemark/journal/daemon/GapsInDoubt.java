package org.tidemark.journal.daemon;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.store.WindowRow;

/** Gaps that matter to somebody. Stateless. */
final class GapsInDoubt {
  private GapsInDoubt() {}

  /** Those that are open, and those that the next window of some consumer lists. */
  static List<Gap> ofNextWindows(JournalReader reader) throws StoreException {
    return after(reader, ConsumerRow::incrementalBase);
  }

  /** Those that are open, and those that any window may still list. */
  static List<Gap> ofAnyWindow(JournalReader reader) throws StoreException {
    return after(
        reader, row -> row.fullBase().isPresent() ? row.fullBase() : row.incrementalBase());
  }

  private static List<Gap> after(JournalReader reader, Function<ConsumerRow, OptionalLong> base)
      throws StoreException {
    LongStream bases =
        reader.consumers().stream()
            .filter(row -> !row.stale())
            .flatMapToLong(row -> base.apply(row).stream());
    LongStream ends =
        reader.windows().stream().filter(row -> row.state().isLive()).mapToLong(WindowRow::end);
    long passed = LongStream.concat(bases, ends).min().orElse(reader.lastSequence());
    return reader.gapsAfter(passed);
  }
}
