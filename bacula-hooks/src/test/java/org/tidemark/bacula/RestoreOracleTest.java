package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.Workload;

/**
 * Random work, jobs of all levels, and the restored tree is the source. {@code -Dtidemark.seed=N}
 * replays.
 */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class RestoreOracleTest {
  private static final int ROUNDS = Boolean.getBoolean("tidemark.long") ? 15 : 4;
  private static final int OPERATIONS = 120;

  /** Each comes once before one comes again, in an order of the seed's. */
  private static final List<String> LEVELS =
      List.of("Incremental", "Differential", "VirtualFull", "Incremental", "Full");

  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    site = BaculaSite.start(folder, "");
    tree = site.tree();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void theRestoredTreeIsTheSourceWhateverHappenedBetweenTheJobs() {
    ExactRestore exact = site.exactRestore();
    ByteTree older = new ByteTree(PathBytes.ofUtf8(folder.resolve("older").toString()));
    String olderThan = "";
    try (Workload work = new Workload(tree, Workload.newSeed(), options())) {
      List<String> levels = levels(work.seed());
      System.out.println("Bacula's oracle: " + work + ", " + levels);
      for (int round = 0; round < ROUNDS; round++) {
        work.run(OPERATIONS);
        work.barrier();
        save(levels.get(round));
        if (round == ROUNDS / 2) {
          Programs.run("cp", "-a", tree.top().latin1(), older.top().latin1()).orFail();
          olderThan = site.bacula().sql("SELECT datetime('now', 'localtime', '+1 second')").get(0);
        }
        if (round > 0) {
          judge("round " + round + " of " + levels + ", " + work, tree, exact.run(""));
        }
      }
      judge("older than " + olderThan + ", " + work, older, exact.run(olderThan));
      System.out.printf(
          "BACULA: %d rounds, %d operations, seed %d%n", ROUNDS, work.operations(), work.seed());
    }
  }

  /** Restoring a name with a line feed takes a pass for each job. */
  private static Workload.Options options() {
    Workload.Options all = Workload.Options.everything();
    return Boolean.getBoolean("tidemark.long") ? all : all.withoutNewlines();
  }

  private static List<String> levels(long seed) {
    Random random = new Random(seed);
    List<String> levels = new ArrayList<>(List.of("Full"));
    while (levels.size() < ROUNDS) {
      List<String> each = new ArrayList<>(LEVELS);
      Collections.shuffle(each, random);
      levels.addAll(each);
    }
    return levels.subList(0, ROUNDS);
  }

  /** A VirtualFull holds what jobs before it saved, and wants two of them at least. */
  private static void save(String level) {
    if (level.equals("VirtualFull")) {
      JobRow unused = site.good("Incremental");
    }
    JobRow unused = site.good(level);
  }

  private static void judge(String what, ByteTree expected, ByteTree restored) {
    assertThat(ExactRestore.differences(expected, restored))
        .as(() -> what + "\n" + site.hookSaid())
        .isEmpty();
  }
}
