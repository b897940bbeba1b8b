package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.LISTS_READ_AFTER_START_HOOK;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.model.PercentText;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.journal.testing.Workload;
import org.tidemark.netbackup.doubles.Behaviours;
import org.tidemark.netbackup.doubles.Image;
import org.tidemark.netbackup.doubles.JobResult;
import org.tidemark.netbackup.doubles.Trouble;
import org.tidemark.netbackup.doubles.UnverifiedBehaviour;

/**
 * Random work, jobs that fail in every way, and the tree restored from the images is the source:
 * for each route, each order in which bpbkar may read its lists, and both settings of it.
 *
 * <p>{@code -Dtidemark.oracle.seconds=N} is the time for all of them together, at least three
 * rounds each; with {@code -Dtidemark.long=true} it is fifteen rounds each. What no public document
 * says of NetBackup is thrown by the seed, as far as the hooks promise to be right either way.
 */
class RestoreOracleTest {
  private static final int LEAST_ROUNDS = Boolean.getBoolean("tidemark.long") ? 15 : 3;
  private static final int OPERATIONS = 60;
  private static final int SHOWN = 40;
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
          UnverifiedBehaviour.EXCLUSIONS_HOLD_BELOW_LISTED_DIRECTORIES,
          UnverifiedBehaviour.BRACES_CAN_BE_ESCAPED,
          UnverifiedBehaviour.DOUBLE_BACKSLASH_IS_ONE,
          UnverifiedBehaviour.STAR_CROSSES_SLASHES,
          UnverifiedBehaviour.PATTERNS_ARE_INDEXED,
          UnverifiedBehaviour.RESTORE_REPLACES_OTHER_KINDS);

  @TempDir Path folder;

  /** What carries the changes. */
  enum Route {
    LISTS,
    LISTS_AND_USER_BACKUPS,
    USER_BACKUPS
  }

  /** What is installed, and how the double behaves. */
  record Variant(Route route, boolean installedAsLate, boolean readsLate) {
    String[] options() {
      List<String> words =
          new ArrayList<>(List.of("--reads", installedAsLate ? "late" : "unknown"));
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
              + (readsLate ? "late" : "early");
      return route + (route == Route.USER_BACKUPS ? "" : order);
    }
  }

  static Stream<Variant> variants() {
    return Stream.of(
        new Variant(Route.LISTS, false, false),
        new Variant(Route.LISTS, false, true),
        new Variant(Route.LISTS, true, true),
        new Variant(Route.LISTS_AND_USER_BACKUPS, false, false),
        new Variant(Route.LISTS_AND_USER_BACKUPS, true, true),
        new Variant(Route.USER_BACKUPS, false, false));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theRestoredTreeIsTheSource(Variant variant) throws Exception {
    long seed = Workload.newSeed();
    try (NetBackupSite site = NetBackupSite.start(folder, behaviours(variant, seed), seed)) {
      try (Workload work = new Workload(place(variant, site), seed, OPTIONS)) {
        Rounds rounds = new Rounds(variant, site, work, new Random(seed));
        run(rounds);
        System.out.printf(
            "NETBACKUP %s: %d rounds, %d images, %d operations, seed %d%n",
            variant,
            rounds.done,
            site.netbackup().catalogue().images().size(),
            work.operations(),
            seed);
      }
    }
  }

  private static void run(Rounds rounds) {
    long nanos = Long.getLong("tidemark.oracle.seconds", 0) * 1_000_000_000 / variants().count();
    long deadline = System.nanoTime() + nanos;
    rounds.begin();
    while (rounds.done < LEAST_ROUNDS || System.nanoTime() - deadline < 0) {
      rounds.round();
    }
  }

  /**
   * A list alone cannot carry every name directly below a watched root; one directory deeper it
   * lists the directory.
   */
  private static ByteTree place(Variant variant, NetBackupSite site) {
    if (variant.route() != Route.LISTS) {
      return site.tree();
    }
    site.tree().mkdir("work");
    return new ByteTree(site.tree().path("work"));
  }

  private static Behaviours behaviours(Variant variant, long seed) {
    Random random = new Random(seed);
    Behaviours behaviours =
        Behaviours.usual().with(LISTS_READ_AFTER_START_HOOK, variant.readsLate());
    for (UnverifiedBehaviour either : EITHER_WAY) {
      behaviours = behaviours.with(either, random.nextBoolean());
    }
    return behaviours;
  }

  /** Rounds of one variant. */
  private static final class Rounds {
    private final Variant variant;
    private final NetBackupSite site;
    private final Workload work;
    private final Random random;
    private long full;
    private int done;

    Rounds(Variant variant, NetBackupSite site, Workload work, Random random) {
      this.variant = variant;
      this.site = site;
      this.work = work;
      this.random = random;
    }

    private boolean hasLists() {
      return variant.route() != Route.USER_BACKUPS;
    }

    void begin() {
      if (hasLists()) {
        site.install(variant.options()).orFail();
      }
      work.run(2 * OPERATIONS);
      takeFull();
    }

    void round() {
      work.run(OPERATIONS);
      if (random.nextBoolean()) {
        refresh();
      }
      work.during(OPERATIONS, this::troubledJob);
      if (random.nextBoolean()) {
        confirm();
      }
      work.run(OPERATIONS);
      if (random.nextInt(4) == 0) {
        takeFull();
      }
      work.barrier();
      settle();
      judge();
      done++;
    }

    private void takeFull() {
      List<Image> before = site.netbackup().catalogue().images();
      if (hasLists()) {
        site.full();
      } else {
        userBackup(NetBackupSite.USERS, NetBackupSite.ANY_TIME, "--level", "full");
      }
      full =
          site.netbackup().catalogue().images().stream()
              .filter(image -> !before.contains(image))
              .mapToLong(Image::time)
              .min()
              .orElseThrow();
    }

    private Trouble trouble() {
      Trouble[] all = Trouble.values();
      return random.nextBoolean() ? Trouble.NONE : all[random.nextInt(all.length)];
    }

    private void troubledJob() {
      site.netbackup().troubleNextUser(trouble());
      if (hasLists()) {
        JobResult unused = site.nightly(trouble(), trouble(), trouble());
      }
      saveByUser();
    }

    private void refresh() {
      if (hasLists()) {
        isDoneOrWaits(site.netbackupCommand("refresh"));
      }
    }

    private void confirm() {
      if (hasLists()) {
        isDoneOrWaits(site.netbackupCommand("confirm"));
      }
    }

    private void isDoneOrWaits(NetBackupSite.Said said) {
      assertThat(said.code()).as(() -> said.output() + explain()).isIn(0, 6);
    }

    /** What lists could not carry, or everything; with a trouble before it, it may fail. */
    private void saveByUser() {
      if (variant.route() == Route.USER_BACKUPS) {
        userBackup(NetBackupSite.USERS, NetBackupSite.ANY_TIME);
      } else if (variant.route() == Route.LISTS_AND_USER_BACKUPS) {
        userBackup(NetBackupSite.LISTS, NetBackupSite.NIGHTLY);
      }
    }

    private void userBackup(String policy, String schedule, String... more) {
      NetBackupSite.Said said = site.userBackup(policy, schedule, more);
      assertThat(said.code()).as(() -> said.output() + explain()).isIn(0, 1, 6);
    }

    /** Two good jobs, each with a list made at rest: the first one ends what was under way. */
    private void settle() {
      for (int job = 0; job < 2; job++) {
        confirm();
        refresh();
        if (hasLists()) {
          JobResult result = site.nightly();
          assertThat(result.status()).as(this::explain).isZero();
        }
        saveByUser();
      }
      confirm();
    }

    private void judge() {
      List<String> found = differences(new RestoreDrill(site).run(full));
      assertThat(found.stream().limit(SHOWN)).as(() -> whatWasDone(found)).isEmpty();
      assertThat(site.netbackup().violations().stream().filter(this::isPromised))
          .as(this::explain)
          .isEmpty();
    }

    /**
     * A directory that is saved whole for the sake of a name in it, or in another job, has names of
     * files whose other names are not in that image: they are files of their own when restored.
     */
    private List<String> differences(ByteTree restored) {
      return hasLists()
          ? TreeDifference.ignoringLinks(site.tree(), restored)
          : TreeDifference.between(site.tree(), restored);
    }

    /**
     * A job that reads its list before the hook and is resumed later finds the one that the hook
     * has put there since; and without its environment no hook can know that it is resumed. Only
     * what then counts as saved is in the hooks' hands.
     */
    private boolean isPromised(String violation) {
      if (violation.startsWith("an entry goes through a symbolic link")) {
        // A list that was made before the job cannot know what a directory has become since.
        return variant.readsLate();
      }
      boolean promised =
          variant.readsLate()
              && site.netbackup().behaves(UnverifiedBehaviour.HOOK_ENVIRONMENT_IS_SET);
      return promised || !violation.contains("was resumed with another list");
    }

    private String whatWasDone(List<String> found) {
      String path = found.get(0).substring(0, found.get(0).indexOf(": "));
      String name = path.substring(path.lastIndexOf('/') + 1);
      return String.join("\n", work.log(name.replace("%20", " ")))
          + "\n"
          + imagesWith(name)
          + "\n"
          + explain();
    }

    private List<String> imagesWith(String name) {
      String end = "/" + new String(PercentText.decode(name), StandardCharsets.ISO_8859_1);
      return site.netbackup().catalogue().images().stream()
          .map(i -> i.id() + " " + i.names().stream().filter(n -> n.endsWith(end)).toList())
          .toList();
    }

    private String explain() {
      return work + ", " + variant + ", round " + done + "\n" + site.explain();
    }
  }
}
