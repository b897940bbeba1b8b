package org.tidemark.bacula;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * What the FileSet's command line asks. Its {@code rootset} must be there but is not looked at: it
 * is what people change where Bacula is to take a Full, since trees were added.
 *
 * @param jobId 0 for {@code estimate}
 * @param level empty for what is no backup
 * @param builtOn the job that {@code prev} (Bacula) or {@code since} (Bareos) names
 * @param refresh whether old names get a new ctime, so that Bacula does not skip them
 * @param gapWait how long to wait at most until a gap is reconciled
 * @param trees what the job saves
 * @param withoutDaemon what to save by its times if no daemon answers; empty to fail then
 */
record FilesetWords(
    Kind kind,
    long jobId,
    JobName job,
    Optional<Level> level,
    BuiltOn builtOn,
    boolean refresh,
    Duration gapWait,
    Trees trees,
    List<PathBytes> withoutDaemon) {
  /** Well below the deadline of {@code hooks/bacula}. */
  private static final Duration USUAL_GAP_WAIT = Duration.ofMinutes(10);

  /** No storage daemon waits so long. */
  private static final long LONGEST_GAP_WAIT_SECONDS = 86_400;

  private static final Set<String> KNOWN =
      Set.of(
          "kind",
          "rootset",
          "jobid",
          "job",
          "level",
          "prev",
          "since",
          "refresh",
          "gap-wait",
          "tree",
          "without-daemon");

  static FilesetWords of(List<String> arguments, ZoneId zone) throws TidemarkException {
    Words words = Words.of(arguments, KNOWN);
    requireAll(words);
    return new FilesetWords(
        Kind.of(words.text("kind")),
        words.number("jobid"),
        JobName.of(words.text("job")),
        JobLevel.of(words.text("level")),
        builtOn(words, zone),
        words.isYes("refresh"),
        gapWait(words),
        Trees.of(words),
        paths(words.all("without-daemon")));
  }

  /** Without one of them a job would be taken for an estimate, or for one without a base. */
  private static void requireAll(Words words) throws TidemarkException {
    for (String key : List.of("kind", "rootset", "jobid", "job", "level")) {
      if (words.all(key).isEmpty()) {
        throw Words.usage("the word " + key + "=... is missing");
      }
    }
    if (words.text("rootset").isEmpty()) {
      throw Words.usage("rootset= has no number");
    }
    if (words.all("prev").isEmpty() && words.all("since").isEmpty()) {
      throw Words.usage("neither the word prev=... nor since=... is there");
    }
  }

  private static BuiltOn builtOn(Words words, ZoneId zone) throws TidemarkException {
    String previous = words.text("prev");
    if (!previous.isEmpty()) {
      return new BuiltOn(previous, new JobName(previous).madeMillis(zone));
    }
    return new BuiltOn("", Instant.ofEpochSecond(words.number("since")).toEpochMilli());
  }

  private static Duration gapWait(Words words) throws TidemarkException {
    boolean given = !words.all("gap-wait").isEmpty();
    long seconds = Math.min(words.number("gap-wait"), LONGEST_GAP_WAIT_SECONDS);
    return given ? Duration.ofSeconds(seconds) : USUAL_GAP_WAIT;
  }

  private static List<PathBytes> paths(List<String> texts) throws TidemarkException {
    List<PathBytes> paths = new ArrayList<>();
    for (String text : texts) {
      try {
        paths.add(PathBytes.ofLatin1(text));
      } catch (IllegalArgumentException e) {
        throw Words.usage("without-daemon: " + e.getMessage());
      }
    }
    return List.copyOf(paths);
  }

  /** Who reads the journal for the job. */
  ConsumerName consumer() throws TidemarkException {
    return trees.consumer(job);
  }

  /** True if the call may change nothing: nobody is going to back up what it lists. */
  boolean isOnlyALook() {
    return jobId == 0 || level.isEmpty();
  }
}
