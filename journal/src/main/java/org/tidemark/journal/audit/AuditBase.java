package org.tidemark.journal.audit;

import java.util.OptionalLong;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ChangeLookup;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;

/**
 * From where on the tree is held against the journal. The two must fit in one direction: whatever
 * happened after the time has a greater sequence number than the position. What happened in between
 * is not judged.
 *
 * @param sequence what has a greater number is listed
 * @param millis milliseconds since 1970; what is newer must be listed
 * @param full true if a window would list everything, so that nothing can be missing
 */
public record AuditBase(long sequence, long millis, boolean full) {

  /**
   * The base of a consumer's next incremental window.
   *
   * @param top what is to be audited
   * @throws TidemarkException if there is no such consumer, or it does not cover that
   */
  public static AuditBase ofConsumer(
      JournalReader reader, ChangeLookup lookup, ConsumerName name, PathBytes top)
      throws TidemarkException {
    ConsumerRow consumer =
        reader
            .consumer(name)
            .orElseThrow(
                () -> failed("there is no consumer " + name, "tidemark consumer list shows them"));
    if (!consumer.paths().isEmpty() && consumer.paths().stream().noneMatch(top::isUnder)) {
      throw failed(
          "consumer " + name + " covers " + consumer.paths() + ", not " + top, "name one of these");
    }
    OptionalLong base = consumer.incrementalBase();
    if (base.isEmpty() || consumer.stale()) {
      return new AuditBase(0, 0, true);
    }
    return new AuditBase(
        base.getAsLong(), windowOpened(reader, lookup, name, base.getAsLong()), false);
  }

  /** What a window's end includes was read before the window was noted as opened. */
  private static long windowOpened(
      JournalReader reader, ChangeLookup lookup, ConsumerName name, long end)
      throws StoreException {
    for (WindowRow window : reader.windows()) {
      if (window.consumer().equals(name)
          && window.end() == end
          && window.state() == WindowState.COMMITTED) {
        return window.openedMillis();
      }
    }
    return reached(lookup, end);
  }

  /** A time; of the positions that fit, the journal's clock gives an earlier one. */
  public static AuditBase since(JournalReader reader, long millis) throws TidemarkException {
    return checked(reader, new AuditBase(reader.sequenceAt(millis), millis, false));
  }

  /** A position; of the times that fit, the journal's clock gives a later one. */
  public static AuditBase since(JournalReader reader, ChangeLookup lookup, Position position)
      throws TidemarkException {
    if (!position.journalId().equals(reader.journalId())) {
      throw failed(
          position + " is a position of another journal", "this one is " + reader.journalId());
    }
    long sequence = position.sequence();
    return checked(reader, new AuditBase(sequence, reached(lookup, sequence), false));
  }

  /** As far back as the journal vouches for the whole tree: the end of its last gap. */
  public static AuditBase earliest(JournalReader reader, ChangeLookup lookup, PathBytes top)
      throws TidemarkException {
    long sequence = reader.floor();
    for (Gap gap : lookup.gapsAfter(sequence)) {
      if (!gap.isOpen() && top.isUnder(gap.path())) {
        sequence = Math.max(sequence, gap.endSequence());
      }
    }
    return new AuditBase(sequence, reached(lookup, sequence), false);
  }

  private static long reached(ChangeLookup lookup, long sequence) throws StoreException {
    return lookup.reachedMillis(sequence).orElseGet(System::currentTimeMillis);
  }

  private static AuditBase checked(JournalReader reader, AuditBase base) throws TidemarkException {
    long floor = reader.floor();
    long last = reader.lastSequence();
    if (base.sequence < floor || base.sequence > last) {
      throw failed(
          "position "
              + base.sequence
              + " is not in the journal, which goes from "
              + floor
              + " to "
              + last,
          "ask for a later time, or raise max-age and keep");
    }
    return base;
  }

  private static TidemarkException failed(String message, String hint) {
    return new TidemarkException(ExitCode.FAILED, message, hint);
  }
}
