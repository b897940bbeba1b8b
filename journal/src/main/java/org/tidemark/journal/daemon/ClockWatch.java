package org.tidemark.journal.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StartReport;
import org.tidemark.journal.store.StoreException;

/**
 * Notices that the wall clock was stepped back. No event is lost by that, and sequence numbers do
 * not depend on the clock; but what changed in a stretch of history that is in doubt may carry a
 * change time from before its beginning. There, and only there, a gap of its own says so. Slewing,
 * as NTP does it, is no step. Thread-safe.
 */
final class ClockWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String SETTING = "clock";

  /** Steps below it are lost in the margin of every walk; a leap second is one. */
  private static final long STEP_MILLIS = 1_000;

  private final BootClock clock;
  private final Ingest ingest;
  private final JournalStore store;

  /** Wall clock less time since boot; constant but for steps. */
  @GuardedBy("this")
  private long offsetMillis;

  ClockWatch(BootClock clock, Ingest ingest, JournalStore store) {
    this.clock = clock;
    this.ingest = ingest;
    this.store = store;
  }

  /** Compares with what an earlier daemon noted, before the start gaps end. */
  synchronized void atStart(StartReport start, List<Root> roots) throws TidemarkException {
    offsetMillis = clock.offsetMillis();
    Noted noted = Noted.of(ingest.run(owned -> owned.setting(SETTING), DEADLINE).orElse(""));
    boolean back;
    if (noted.bootId().equals(clock.bootId())) {
      back = offsetMillis < noted.offsetMillis() - STEP_MILLIS;
    } else {
      back = clock.firstMillis() < start.lastWallMillis() - STEP_MILLIS;
    }
    Set<PathBytes> places = new TreeSet<>();
    roots.forEach(root -> places.add(root.path()));
    boolean told = back && !start.newJournal();
    write(offsetMillis, told, told ? places : Set.of());
  }

  /** To be called each minute. */
  synchronized void check() throws TidemarkException {
    long now = clock.offsetMillis();
    long step = now - offsetMillis;
    if (Math.abs(step) <= STEP_MILLIS) {
      return;
    }
    LOG.warn("the clock was stepped by {} ms", step);
    write(now, step < 0, step < 0 ? placesInDoubt() : Set.of());
    // Not before: a step whose gap could not be written is found again.
    offsetMillis = now;
  }

  private Set<PathBytes> placesInDoubt() throws StoreException {
    Set<PathBytes> places = new TreeSet<>();
    try (JournalReader reader = store.openReader()) {
      GapsInDoubt.ofAnyWindow(reader).forEach(gap -> places.add(gap.path()));
    }
    return places;
  }

  private void write(long offset, boolean back, Set<PathBytes> places) throws TidemarkException {
    String noted = new Noted(clock.bootId(), offset).text();
    ingest.run(
        owned -> {
          for (PathBytes place : places) {
            owned.openGap(place, Reason.CLOCK_STEPPED_BACK);
            owned.closeGap(place, Reason.CLOCK_STEPPED_BACK);
          }
          if (back) {
            // Their times were those of the clock as it was.
            owned.witnesses().forgetAll();
            LOG.warn("the clock was stepped back: change times prove nothing at {}", places);
          }
          if (!noted.equals(owned.setting(SETTING).orElse(""))) {
            owned.putSetting(SETTING, noted);
          }
          return null;
        },
        DEADLINE);
  }

  /** What the journal remembers: a boot, and the offset in it. */
  private record Noted(String bootId, long offsetMillis) {
    static Noted of(String text) {
      int blank = text.indexOf(' ');
      try {
        return new Noted(
            text.substring(0, Math.max(blank, 0)), Long.parseLong(text.substring(blank + 1)));
      } catch (NumberFormatException e) {
        // Nothing was noted, as by a daemon that did not watch the clock.
        return new Noted("", 0);
      }
    }

    String text() {
      return bootId + " " + offsetMillis;
    }
  }
}
