package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.RsyncProof;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.Workload;
import org.tidemark.journal.testing.Workload.Links;

/**
 * Proofs while the source is written to, kernel to mirror: what changes meanwhile is never called
 * drift, and what somebody does to the mirror always is.
 *
 * <p>{@code -Dtidemark.seed=N} replays; {@code -Dtidemark.long=true} does more rounds.
 */
class ProofOracleTest {
  private static final int ROUNDS = Boolean.getBoolean("tidemark.long") ? 60 : 4;
  private static final int OPERATIONS = 200;

  /** More than a proof has time for. */
  private static final int WITHOUT_END = 100_000;

  private static final int QUIET_FILES = 20;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"FANOTIFY, EXT4", "INOTIFY, XFS"})
  void whatIsWrittenMeanwhileIsNoDriftAndDamageToTheMirrorIs(SourceChoice source, Kind kind)
      throws Exception {
    try (Bench bench = new Bench(source, kind)) {
      bench.backUp();
      for (int round = 0; bench.needs(round); round++) {
        bench.workload.run(OPERATIONS);
        bench.workload.during(WITHOUT_END, () -> bench.damageAndProve());
        bench.workload.barrier();
        LiveDaemon.Result atRest = bench.damageAndProve();
        assertThat(atRest.code())
            .as(bench.workload + ": " + atRest)
            .isIn(0, ExitCode.FOUND.number());
        bench.assertIdentical();
      }
      assertThat(bench.changed).as("changes that a proof met").isPositive();
      System.out.printf(
          "%s on %s: %d proofs, %d damages, %d changes meanwhile, seed %d%n",
          source, kind, bench.proofs, bench.damages, bench.changed, bench.workload.seed());
    }
  }

  /** A filesystem of which a part is written to and the rest is quiet. */
  private final class Bench implements AutoCloseable {
    private final ScratchFilesystem filesystem;
    private final ByteTree source;
    private final ByteTree mirror;
    private final Workload workload;
    private final LiveDaemon daemon;
    private final Random random;

    /** What may not be mended yet, since a run was not complete. */
    private final Set<String> pending = new TreeSet<>();

    private int proofs;
    private int damages;
    private long changed;

    /** On a machine that is busy with other things, little may happen while a proof runs. */
    boolean needs(int round) {
      return round < ROUNDS || (changed == 0 && round < 3 * ROUNDS);
    }

    Bench(SourceChoice choice, Kind kind) throws Exception {
      filesystem = ScratchFilesystem.create(kind);
      filesystem.tree().mkdir("src");
      filesystem.tree().mkdir("src/busy");
      source = new ByteTree(filesystem.tree().path("src"));
      shell("mkdir quiet; for i in $(seq " + QUIET_FILES + "); do echo $i >quiet/$i; done", source);
      mirror = new ByteTree(PathBytes.ofUtf8(Files.createDirectory(folder.resolve("dst")) + ""));
      Links links = choice == SourceChoice.FANOTIFY ? Links.ALL : Links.QUIET;
      workload =
          new Workload(
              new ByteTree(filesystem.tree().path("src/busy")),
              Workload.newSeed(),
              Workload.Options.everything().withEveryKind().withLinks(links));
      random = new Random(workload.seed());
      daemon = LiveDaemon.start(folder, source.top(), choice);
    }

    private void shell(String script, ByteTree place) {
      Programs.run("bash", "-euc", "cd \"$1\"; " + script, "bash", place.top().latin1()).orFail();
    }

    void backUp() {
      LiveDaemon.Result result =
          daemon.tidemark(
              "rsync",
              "backup",
              "--consumer",
              "oracle",
              "--source",
              source.top().latin1(),
              "--dest",
              mirror.top().latin1());
      assertThat(result.code()).as(result.toString()).isZero();
    }

    LiveDaemon.Result damageAndProve() {
      Set<String> damaged = new TreeSet<>();
      for (int file = 1; file <= QUIET_FILES; file++) {
        if (random.nextInt(6) == 0 && !pending.contains("/quiet/" + file)) {
          damage(file);
          damaged.add("/quiet/" + file);
        }
      }
      LiveDaemon.Result result =
          random.nextBoolean() ? daemon.tidemark(prove("--checksum")) : daemon.tidemark(prove());
      assertThat(result.out()).as(workload + ": " + result).startsWith("{");
      JsonObject report = JsonParser.parseString(result.out()).getAsJsonObject();
      judge(damaged, report, result);
      proofs++;
      damages += damaged.size();
      return result;
    }

    /** Ending a mapping may still write times: what it changed is another backup's. */
    void assertIdentical() {
      backUp();
      assertThat(RsyncProof.lines(source, mirror)).as(workload.toString()).isEmpty();
    }

    private String[] prove(String... more) {
      String[] all = {"rsync", "verify", "--full", "--json", "--dest", mirror.top().latin1()};
      String[] out = java.util.Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, out, all.length, more.length);
      return out;
    }

    /** Times of the directory stay, so that only the file is different. */
    private void damage(int file) {
      String how =
          switch (random.nextInt(4)) {
            case 0 -> "chmod 600 $f; chmod g+w $f";
            case 1 -> "echo damaged >$f";
            case 2 -> "setfattr -n user.damage -v 1 $f";
            default -> "rm $f; ln -s nowhere $f";
          };
      shell(
          "f=" + file + "; cd quiet; touch -r . ../../times; " + how + "; touch -r ../../times .",
          mirror);
    }

    /**
     * While so much is written, rsync may not bring a run to its end; then there is no proof. But
     * what a proof tells is true.
     */
    private void judge(Set<String> damaged, JsonObject report, LiveDaemon.Result result) {
      assertThat(result.code())
          .as(workload + ": " + result)
          .isIn(0, ExitCode.FAILED.number(), ExitCode.PARTIAL.number(), ExitCode.FOUND.number());
      Set<String> told = new TreeSet<>();
      if (report.has("proof") && report.getAsJsonObject("proof").has("names")) {
        JsonObject proof = report.getAsJsonObject("proof");
        for (JsonElement name : proof.getAsJsonArray("names")) {
          told.add(name.getAsJsonObject().get("path").getAsString());
        }
        changed += proof.get("changed").getAsLong();
        assertThat(told).as(workload + ": " + result).containsAll(damaged);
      }
      pending.addAll(damaged);
      if (result.code() == ExitCode.PARTIAL.number()) {
        // What a run done in part could not bring is missing on the mirror, and told.
        told.removeIf(name -> name.startsWith("/busy/"));
      }
      assertThat(pending).as(workload + ": " + result).containsAll(told);
      boolean proved =
          report.has("proof")
              && report.getAsJsonObject("proof").getAsJsonArray("problems").isEmpty();
      if (proved) {
        pending.clear();
      }
    }

    @Override
    public void close() {
      daemon.close();
      workload.close();
      filesystem.close();
    }
  }
}
