package org.tidemark.bacula;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.tidemark.journal.model.TidemarkException;

/**
 * Bacula skips a listed file whose mtime and ctime are older than its own since-time, the start of
 * the job that it builds on (Bacula 9.6, findlib/find_one.c check_changes). So names that were
 * moved there with old times, or changed between that job's list and its start, are made to look
 * new: each listed one that is not newer than that job's reading gets a new ctime.
 */
final class OldTimes {
  /** Bacula compares whole seconds, and measures two clocks against each other. */
  private static final long MARGIN_MILLIS = 2_000;

  /** Jobs that were started together wait for each other so long, while no clock was set. */
  private static final long TOGETHER_MILLIS = 60_000;

  private final JobRecords records;
  private final JobName job;
  private final Moment now;
  private final ZoneId zone;

  /**
   * @param job that asks now
   * @param zone in which the Director writes the names of jobs, and their starts
   */
  OldTimes(JobRecords records, JobName job, Moment now, ZoneId zone) {
    this.records = records;
    this.job = job;
    this.now = now;
    this.zone = zone;
  }

  /**
   * What is as new as this or newer, in milliseconds since 1970, Bacula saves anyway. Where the
   * clock was set forward since that job, Bacula's since-time was moved with it.
   *
   * @param previous the job that this one builds on; if none of its scripts ran, nothing that is
   *     listed counts as new
   */
  long newFrom(String previous) throws TidemarkException {
    return latestSince(previous) + MARGIN_MILLIS;
  }

  /**
   * Whether Bacula's since-time is still to come, since a clock was set back: then it takes all for
   * old that is listed now, whatever its ctime.
   */
  boolean isStillToCome(String previous) throws TidemarkException {
    return latestSince(previous) > now.millis() + TOGETHER_MILLIS;
  }

  private long latestSince(String previous) throws TidemarkException {
    long byClient = records.clockOf(previous).orElse(now).latestMillis(now);
    return laterReading(Math.max(byClient, byDirector(previous).orElse(byClient)));
  }

  /**
   * When that job began as the Director's clock is now: the names of both jobs tell if it was set
   * back between them. A job that waited between its name and its list began later than that.
   */
  private OptionalLong byDirector(String previous) throws TidemarkException {
    JobName name = new JobName(previous);
    Optional<Moment> asked = records.firstAsked(previous);
    Optional<Moment> began = records.clockOf(previous);
    boolean told = name.isOfARun() && job.isOfARun() && asked.isPresent() && began.isPresent();
    if (!told) {
      return OptionalLong.empty();
    }
    long passed = began.get().millisSince(asked.get());
    long nowThere = laterReading(job.madeMillis(zone));
    return OptionalLong.of(name.madeMillis(zone) + passed + now.millis() - nowThere);
  }

  /** Bacula keeps starts in local time: of an hour that comes twice it may take the second one. */
  private long laterReading(long millis) {
    return Instant.ofEpochMilli(millis)
        .atZone(zone)
        .withLaterOffsetAtOverlap()
        .toInstant()
        .toEpochMilli();
  }
}
