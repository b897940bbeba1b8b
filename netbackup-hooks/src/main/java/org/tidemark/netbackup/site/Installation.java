package org.tidemark.netbackup.site;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.PercentText;

/**
 * What {@code install} decided for one schedule whose backups get a list. Names have one character
 * per byte. Immutable.
 *
 * @param policy with that list, of its own
 * @param schedule of type FULL, run each time for {@code level}
 * @param level INCREMENTAL or CUMULATIVE: NetBackup itself says FULL each time
 * @param basePolicy whose images are the true fulls
 * @param baseSchedule of type FULL
 * @param reads whether this client's bpbkar was seen to read its lists late
 * @param walkOnGap whether a job may walk what is in doubt, instead of failing
 * @param deadline how long {@code start} may take; well below BPSTART_TIMEOUT of the server
 * @param maximumEntries of an include list
 * @param paths what is backed up; empty for all watched trees
 * @param client its name in NetBackup's catalogue; empty to ask bp.conf
 * @param userRoute empty if there is no policy for user backups
 * @param largestDirectory how many entries a directory may have that is saved whole because of a
 *     name in it that the list cannot carry
 * @param severalStreams whether the policy allows multiple data streams
 */
public record Installation(
    Openv openv,
    String policy,
    String schedule,
    Level level,
    String basePolicy,
    String baseSchedule,
    ReadOrder reads,
    boolean walkOnGap,
    Duration deadline,
    long maximumEntries,
    List<PathBytes> paths,
    String client,
    Optional<UserRoute> userRoute,
    long largestDirectory,
    boolean severalStreams) {
  /** NetBackup waits for 300 seconds unless its server is told otherwise. */
  public static final Duration USUAL_DEADLINE = Duration.ofMinutes(3);

  /** Nothing is documented; this is what a list of 30 MB holds. */
  public static final long USUAL_ENTRIES = 200_000;

  public static final long USUAL_DIRECTORY = 10_000;

  /**
   * @throws IllegalArgumentException for names that cannot be file names, the level FULL, or a
   *     policy that is its own base
   */
  public Installation {
    paths = List.copyOf(paths);
    List.of(policy, schedule, basePolicy, baseSchedule).forEach(Openv::fileName);
    if (level == Level.FULL) {
      throw new IllegalArgumentException("the level is cumulative or incremental");
    }
    if (policy.equals(basePolicy)) {
      throw new IllegalArgumentException(
          "the base must be another policy: the images of this one hold changes only");
    }
    if (deadline.toSeconds() < 1 || maximumEntries < 1) {
      throw new IllegalArgumentException("deadline and the number of entries must be positive");
    }
    ConsumerName unused = consumerOf(policy, schedule);
  }

  /** With the usual settings. */
  public static Installation of(
      Openv openv,
      String policy,
      String schedule,
      Level level,
      String basePolicy,
      String baseSchedule) {
    return new Installation(
        openv,
        policy,
        schedule,
        level,
        basePolicy,
        baseSchedule,
        ReadOrder.UNKNOWN,
        false,
        USUAL_DEADLINE,
        USUAL_ENTRIES,
        List.of(),
        "",
        Optional.empty(),
        USUAL_DIRECTORY,
        false);
  }

  /** How long the hook at the start takes at most, without hooks of the site. */
  public Duration longestHook() {
    return HookText.longest(deadline);
  }

  /** As {@link #longestHook}, for the hook at the end. */
  public static Duration longestEndHook() {
    return HookText.longestEnd();
  }

  /** {@code netbackup:POLICY/SCHEDULE}. */
  public ConsumerName consumer() {
    return consumerOf(policy, schedule);
  }

  /**
   * The consumer of a policy's schedule, installed or not.
   *
   * @throws IllegalArgumentException if the names are too long for a consumer
   */
  public static ConsumerName consumerOf(String policy, String schedule) {
    return new ConsumerName("netbackup:" + text(policy) + "/" + text(schedule));
  }

  private static String text(String latin1) {
    StringBuilder out = new StringBuilder();
    for (byte value : latin1.getBytes(StandardCharsets.ISO_8859_1)) {
      boolean plain = PercentText.isPlain(value) && isAllowed((char) value);
      out.append(plain ? "" + (char) value : String.format("%%%02X", value & 0xff));
    }
    return out.toString();
  }

  private static boolean isAllowed(char value) {
    return (value >= 'a' && value <= 'z')
        || (value >= 'A' && value <= 'Z')
        || (value >= '0' && value <= '9')
        || "._:@-".indexOf(value) >= 0;
  }

  public Installation withReads(ReadOrder other) {
    return new Installation(
        openv,
        policy,
        schedule,
        level,
        basePolicy,
        baseSchedule,
        other,
        walkOnGap,
        deadline,
        maximumEntries,
        paths,
        client,
        userRoute,
        largestDirectory,
        severalStreams);
  }

  public Installation withWalkOnGap(boolean other) {
    return new Installation(
        openv,
        policy,
        schedule,
        level,
        basePolicy,
        baseSchedule,
        reads,
        other,
        deadline,
        maximumEntries,
        paths,
        client,
        userRoute,
        largestDirectory,
        severalStreams);
  }

  /** With other limits: of the time that {@code start} takes, and of the list's entries. */
  public Installation withLimits(Duration otherDeadline, long otherEntries, long otherDirectory) {
    return new Installation(
        openv,
        policy,
        schedule,
        level,
        basePolicy,
        baseSchedule,
        reads,
        walkOnGap,
        otherDeadline,
        otherEntries,
        paths,
        client,
        userRoute,
        otherDirectory,
        severalStreams);
  }

  public Installation withPaths(List<PathBytes> others) {
    return new Installation(
        openv,
        policy,
        schedule,
        level,
        basePolicy,
        baseSchedule,
        reads,
        walkOnGap,
        deadline,
        maximumEntries,
        others,
        client,
        userRoute,
        largestDirectory,
        severalStreams);
  }

  /** With what is to be said to NetBackup: client, policy of user backups, streams. */
  public Installation withJobs(
      String otherClient, Optional<UserRoute> otherRoute, boolean otherStreams) {
    return new Installation(
        openv,
        policy,
        schedule,
        level,
        basePolicy,
        baseSchedule,
        reads,
        walkOnGap,
        deadline,
        maximumEntries,
        paths,
        otherClient,
        otherRoute,
        largestDirectory,
        otherStreams);
  }
}
