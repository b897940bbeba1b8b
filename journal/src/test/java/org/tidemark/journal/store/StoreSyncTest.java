package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks over the shoulder of a real process: which calls sync the WAL before they return. */
class StoreSyncTest {
  private static final Pattern MARK = Pattern.compile("mkdir(?:at)?\\(.*/marks/([A-Za-z-]+)\"");
  private static final Pattern SYNC = Pattern.compile("f(?:data)?sync\\(\\d+<.*journal\\.db-wal>");

  @TempDir Path scratch;

  @Test
  void batchesAreNotSyncedAndPromisesAre() throws Exception {
    Map<String, Integer> syncs = syncsPerStep();

    assertThat(syncs)
        .containsEntry("append", 0)
        .containsEntry("noteClock", 0)
        .containsEntry("append-again", 0)
        .containsEntry("append-last", 0);
    assertThat(syncs)
        .extractingByKeys(
            "sync",
            "openGap",
            "closeGap",
            "addConsumer",
            "addWindow",
            "markListed",
            "commit",
            "putSetting",
            "forgetConsumer")
        .allSatisfy(count -> assertThat(count).isPositive());
  }

  private Map<String, Integer> syncsPerStep() throws IOException, InterruptedException {
    Map<String, Integer> syncs = new HashMap<>();
    String step = "before";
    for (String line : Files.readAllLines(traced())) {
      Matcher mark = MARK.matcher(line);
      step = mark.find() ? mark.group(1) : step;
      syncs.merge(step, SYNC.matcher(line).find() ? 1 : 0, Integer::sum);
    }
    return syncs;
  }

  private Path traced() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace");
    Path trace = scratch.resolve("trace");
    Process process =
        new ProcessBuilder(
                "/usr/bin/strace",
                "-f",
                "-y",
                "-e",
                "trace=fsync,fdatasync,mkdir,mkdirat",
                "-o",
                trace.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SyncingProgram.class.getName(),
                scratch.toString())
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("output").toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(scratch.resolve("output"))).isZero();
    return trace;
  }
}
