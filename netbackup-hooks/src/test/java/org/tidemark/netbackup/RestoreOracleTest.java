package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.LISTS_READ_AFTER_START_HOOK;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.journal.testing.Workload;
import org.tidemark.netbackup.doubles.Behaviours;
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

  /** What is installed, and how the double behaves. */
  record Variant(boolean userRoute, boolean installedAsLate, boolean readsLate) {
    String[] options() {
      List<String> words = new ArrayList<>(List.of("--reads", installedAsLate ? "late" : "unknown"));
      if (userRoute) {
        words.addAll(
            List.of(
                "--user-policy",
                NetBackupSite.USERS,
                "--user-schedule",
                NetBackupSite.ANY_TIME));
      }
      return words.toArray(String[]::new);
    }

    @Override
    public String toString() {
      return (userRoute ? "lists and user backups" : "lists alone")
          + ", installed as "
          + (installedAsLate ? "late" : "unknown")
          + ", read "
          + (readsLate ? "late" : "early");
    }
  }

  static Stream<Variant> variants() {
    return Stream.of(
        new Variant(false, false, false),
        new Variant(false, false, true),
        new Variant(false, true, true),
        new Variant(true, false, false),
        new Variant(true, true, true));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theRestoredTreeIsTheSource(Variant variant) throws Exception {
    long seed = Workload.newSeed();
    try (NetBackupSite site = NetBackupSite.start(folder, behaviours(variant, seed), seed);
        Workload work =
            new Workload(site.tree(), seed, Workload.Options.everything().withMaxNames(400))) {
      site.install(variant.options()).orFail();
      Oracle oracle = new Oracle(variant, site, work, new Random(seed));
      long nanos = Long.getLong("tidemark.oracle.seconds", 0) * 1_000_000_000 / variants().count();
      long deadline = System.nanoTime() + nanos;
      oracle.begin();
      while (oracle.rounds < LEAST_ROUNDS || System.nanoTime() - deadline < 0) {
        oracle.round();
      }
      System.out.printf(
          "NETBACKUP %s: %d rounds, %d images, %d operations, seed %d%n",
          variant,
          oracle.rounds,
          site.netbackup().catalogue().images().size(),
          work.operations(),
          seed);
    }
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
  private static final class Oracle {
    private final Variant variant;
    private final NetBackupSite site;
    private final Workload work;
    private final Random random;
    private int rounds;

    Oracle(Variant variant, NetBackupSite site, Workload work, Random random) {
      this.variant = variant;
      this.site = site;
      this.work = work;
      this.random = random;
    }

    void begin() {
      work.run(2 * OPERATIONS);
      site.full();
      refresh();
    }

    void round() {
      work.run(OPERATIONS);
      if (random.nextBoolean()) {
        refresh();
      }
      work.during(OPERATIONS, () -> site.nightly(trouble(), trouble(), trouble()));
      if (random.nextBoolean()) {
        saveUserNames();
      }
      if (random.nextBoolean()) {
        confirm();
      }
      work.run(OPERATIONS);
      if (random.nextInt(4) == 0) {
        site.full();
      }
      work.barrier();
      settle();
      judge();
      rounds++;
    }

    private Trouble trouble() {
      Trouble[] all = Trouble.values();
      return random.nextBoolean() ? Trouble.NONE : all[random.nextInt(all.length)];
    }

    private void refresh() {
      NetBackupSite.Said said = site.netbackupCommand("refresh");
      assertThat(said.code()).as(said.output()).isIn(0, 6);
    }

    private void confirm() {
      NetBackupSite.Said said = site.netbackupCommand("confirm");
      assertThat(said.code()).as(said.output()).isIn(0, 6);
    }

    private void saveUserNames() {
      if (variant.userRoute()) {
        NetBackupSite.Said said = site.netbackupCommand("backup");
        assertThat(said.code()).as(said.output()).isIn(0, 6);
      }
    }

    /** Two good jobs, each with a list made at rest: the first one ends what was under way. */
    private void settle() {
      for (int job = 0; job < 2; job++) {
        confirm();
        refresh();
        JobResult result = site.nightly();
        assertThat(result.status()).as(this::explain).isZero();
        saveUserNames();
      }
      confirm();
    }

    private void judge() {
      List<String> found =
          TreeDifference.between(site.tree(), new RestoreDrill(site).run());
      assertThat(found.stream().limit(SHOWN)).as(() -> whatWasDone(found)).isEmpty();
      assertThat(site.netbackup().violations()).as(this::explain).isEmpty();
    }

    private String whatWasDone(List<String> found) {
      String path = found.get(0).substring(0, found.get(0).indexOf(": "));
      String name = path.substring(path.lastIndexOf('/') + 1);
      return String.join("\n", work.log(name.replace("%20", " "))) + "\n" + explain();
    }

    private String explain() {
      return work + ", " + variant + ", round " + rounds + "\n" + site.explain();
    }
  }
}
