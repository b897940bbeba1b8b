package org.tidemark.netbackup;

import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.LISTS_READ_AFTER_START_HOOK;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Workload;
import org.tidemark.netbackup.doubles.Behaviours;
import org.tidemark.netbackup.doubles.UnverifiedBehaviour;

/**
 * Random work on two filesystems, jobs that fail in every way, and the tree restored from the
 * images is the source: for each route, each order in which bpbkar may read its lists, both
 * settings of it, and data streams.
 *
 * <p>{@code -Dtidemark.oracle.seconds=N} is the time for all of them together, at least three
 * rounds each; with {@code -Dtidemark.long=true} it is fifteen rounds each. What no public document
 * says of NetBackup is thrown by the seed, as far as the hooks promise to be right either way. A
 * failed run prints its seed, which {@code -Dtidemark.seed=N} with {@code
 * -Dtidemark.oracle.variant="LISTS installed as late read late"} replays.
 */
@Execution(ExecutionMode.CONCURRENT)
class RestoreOracleTest {
  private static final int LEAST_ROUNDS = Boolean.getBoolean("tidemark.long") ? 15 : 3;
  private static final Workload.Options OPTIONS = Workload.Options.everything().withMaxNames(400);

  /** Any of them may be so or not, and no file may be lost. */
  private static final List<UnverifiedBehaviour> EITHER_WAY =
      List.of(
          UnverifiedBehaviour.UNRUNNABLE_HOOK_FAILS_THE_JOB,
          UnverifiedBehaviour.HOOK_ENVIRONMENT_IS_SET,
          UnverifiedBehaviour.TIMED_OUT_HOOK_IS_KILLED,
          UnverifiedBehaviour.END_HOOK_AFTER_FAILED_START,
          UnverifiedBehaviour.END_HOOK_AFTER_KILLED_BPBKAR,
          UnverifiedBehaviour.END_HOOK_FAILURE_DISCARDS_IMAGE,
          UnverifiedBehaviour.LISTED_PATHS_ARE_VISITED_DIRECTLY,
          UnverifiedBehaviour.MISSING_ENTRY_MAKES_STATUS_1,
          UnverifiedBehaviour.EXCLUSIONS_HOLD_BELOW_LISTED_DIRECTORIES,
          UnverifiedBehaviour.BRACES_CAN_BE_ESCAPED,
          UnverifiedBehaviour.DOUBLE_BACKSLASH_IS_ONE,
          UnverifiedBehaviour.STAR_CROSSES_SLASHES,
          UnverifiedBehaviour.PATTERNS_ARE_INDEXED,
          UnverifiedBehaviour.IMAGES_KEEP_WHOLE_SECONDS,
          UnverifiedBehaviour.RESTORE_REPLACES_OTHER_KINDS);

  @TempDir Path folder;

  /** What carries the changes. */
  enum Route {
    LISTS,
    LISTS_AND_USER_BACKUPS,
    USER_BACKUPS
  }

  /** What is installed, and how the double behaves. */
  record Variant(Route route, boolean installedAsLate, boolean readsLate, boolean streams) {
    boolean hasLists() {
      return route != Route.USER_BACKUPS;
    }

    /**
     * @param apart whether the streams of the policy save a filesystem each
     */
    String[] options(boolean apart) {
      List<String> words =
          new ArrayList<>(List.of("--reads", installedAsLate ? "late" : "unknown"));
      if (streams) {
        words.add("--several-streams");
      }
      if (streams && apart) {
        words.add("--unchecked");
      }
      if (route == Route.LISTS_AND_USER_BACKUPS) {
        words.addAll(
            List.of(
                "--user-policy", NetBackupSite.USERS, "--user-schedule", NetBackupSite.ANY_TIME));
      }
      return words.toArray(String[]::new);
    }

    @Override
    public String toString() {
      String order =
          " installed as "
              + (installedAsLate ? "late" : "unknown")
              + " read "
              + (readsLate ? "late" : "early")
              + (streams ? " in streams" : "");
      return route + (hasLists() ? order : "");
    }
  }

  static Stream<Variant> variants() {
    String only = System.getProperty("tidemark.oracle.variant", "");
    // The name of one is the beginning of another's.
    List<Variant> named = all().filter(variant -> variant.toString().equals(only)).toList();
    return named.isEmpty()
        ? all().filter(variant -> variant.toString().contains(only))
        : named.stream();
  }

  private static Stream<Variant> all() {
    return Stream.of(
        new Variant(Route.LISTS, false, false, false),
        new Variant(Route.LISTS, false, true, false),
        new Variant(Route.LISTS, true, true, false),
        new Variant(Route.LISTS_AND_USER_BACKUPS, false, false, false),
        new Variant(Route.LISTS_AND_USER_BACKUPS, false, true, false),
        new Variant(Route.LISTS_AND_USER_BACKUPS, true, true, false),
        new Variant(Route.USER_BACKUPS, false, false, false),
        new Variant(Route.LISTS, false, false, true),
        new Variant(Route.LISTS_AND_USER_BACKUPS, true, true, true));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theRestoredTreeIsTheSource(Variant variant) throws Exception {
    long seed = Workload.newSeed();
    try (NetBackupSite site = NetBackupSite.startWithTwo(folder, behaviours(variant, seed), seed)) {
      try (Workload work = new Workload(first(site), seed, OPTIONS);
          Workload other = new Workload(second(variant, site), ~seed, OPTIONS)) {
        RestoreRounds rounds = new RestoreRounds(variant, site, work, other, seed);
        run(rounds);
        System.out.printf(
            "NETBACKUP %s: %d rounds, %d images, %d operations, seed %d%n",
            variant,
            rounds.done(),
            site.netbackup().catalogue().images().size(),
            work.operations() + other.operations(),
            seed);
      }
    }
  }

  private static void run(RestoreRounds rounds) {
    long nanos = Long.getLong("tidemark.oracle.seconds", 0) * 1_000_000_000 / variants().count();
    long deadline = System.nanoTime() + nanos;
    rounds.begin();
    while (rounds.done() < LEAST_ROUNDS || System.nanoTime() - deadline < 0) {
      rounds.round();
    }
  }

  private static ByteTree first(NetBackupSite site) {
    site.tree().mkdir("work");
    return new ByteTree(site.tree().path("work"));
  }

  /**
   * A filesystem of its own. A list alone cannot carry every name directly below a watched root;
   * one directory deeper it lists the directory.
   */
  private static ByteTree second(Variant variant, NetBackupSite site) {
    String name = NetBackupSite.SECOND;
    if (variant.route() == Route.LISTS) {
      name += "/work";
      site.tree().mkdir(name);
    }
    return new ByteTree(site.tree().path(name));
  }

  private static Behaviours behaviours(Variant variant, long seed) {
    Random random = new Random(seed);
    Behaviours behaviours =
        Behaviours.usual().with(LISTS_READ_AFTER_START_HOOK, variant.readsLate());
    for (UnverifiedBehaviour either : EITHER_WAY) {
      behaviours = behaviours.with(either, random.nextBoolean());
    }
    // Streams of which nobody tells anything are refused.
    return variant.streams()
        ? behaviours.with(UnverifiedBehaviour.HOOK_ENVIRONMENT_IS_SET, true)
        : behaviours;
  }
}
