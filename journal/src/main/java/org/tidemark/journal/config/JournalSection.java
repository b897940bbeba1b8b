package org.tidemark.journal.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.source.SourceChoice;

/**
 * The section {@code [journal]}.
 *
 * @param run null if the file names none
 */
record JournalSection(
    Path state,
    Path run,
    SourceChoice source,
    int flushMillis,
    long pendingBytes,
    long ringBytes,
    long maxAgeMillis,
    long maxBytes,
    long minFreeBytes,
    long keepMillis,
    long windowExpiryMillis,
    int inotifyThreads,
    boolean linkCensus,
    boolean linkWalk,
    boolean reconcile,
    int reconcileThreads) {

  private static final Set<String> KEYS =
      Set.of(
          "state",
          "run",
          "source",
          "flush-interval",
          "memory-limit",
          "ring-size",
          "max-age",
          "max-size",
          "min-free",
          "keep",
          "window-expiry",
          "inotify-threads",
          "link-census",
          "link-walk",
          "reconcile",
          "reconcile-threads");

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  /** A consumer that was silent for a month is more likely gone than late. */
  private static final long MAX_AGE = 30 * DAY;

  /** About 100 million changed paths at some 200 bytes each. */
  private static final long MAX_SIZE = 20 * GIB;

  static JournalSection defaults(Path usualState, Problems problems) {
    return read(new Section("journal", 0, Map.of(), problems), usualState);
  }

  static JournalSection read(Section section, Path usualState) {
    section.allowOnly(KEYS);
    return new JournalSection(
        section.one("state", Values::folder, usualState),
        section.one("run", Values::folder, null),
        section.one("source", Values::source, SourceChoice.AUTO),
        Math.toIntExact(duration(section, "flush-interval", 10, 60_000, "10ms to 60s", 1000)),
        size(section, "memory-limit", MIB, 64 * GIB, "1M to 64G", 64 * MIB),
        size(section, "ring-size", MIB, GIB, "1M to 1G", usualRing()),
        duration(section, "max-age", HOUR, 3650 * DAY, "1h to 3650d", MAX_AGE),
        size(section, "max-size", 16 * MIB, Long.MAX_VALUE, "16M or more", MAX_SIZE),
        size(section, "min-free", 0, Long.MAX_VALUE, "0 or more", GIB),
        duration(section, "keep", 0, 3650 * DAY, "0s to 3650d", DAY),
        duration(section, "window-expiry", 60_000, 365 * DAY, "1m to 365d", DAY),
        section.one(
            "inotify-threads", Values.within(Values::count, 1, 64, "1 to 64"), usualThreads()),
        section.one("link-census", Values::yesOrNo, true),
        section.one("link-walk", Values::yesOrNo, true),
        section.one("reconcile", Values::yesOrNo, true),
        section.one(
            "reconcile-threads", Values.within(Values::count, 1, 64, "1 to 64"), walkThreads()));
  }

  private static long duration(
      Section section, String key, long least, long most, String limits, long usual) {
    return section.one(key, Values.within(Units::millis, least, most, limits), usual);
  }

  private static long size(
      Section section, String key, long least, long most, String limits, long usual) {
    return section.one(key, Values.within(Units::bytes, least, most, limits), usual);
  }

  /** A small heap is the sign of a small machine or a tight cgroup. */
  private static long usualRing() {
    return Runtime.getRuntime().maxMemory() < 256 * MIB ? 16 * MIB : 64 * MIB;
  }

  /** Two, or as many as there are processors up to four: a disk answers several at once. */
  private static int walkThreads() {
    return Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  /** Arming waits for the disk more than for the processor, but must leave room for the writers. */
  private static int usualThreads() {
    return Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
  }
}
