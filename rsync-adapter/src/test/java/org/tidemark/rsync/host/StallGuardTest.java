package org.tidemark.rsync.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;

/** Programs that hang and programs that only take long. */
class StallGuardTest {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static int run(String script) throws TidemarkException {
    return run(script, PATIENCE);
  }

  private static int run(String script, Duration patience) throws TidemarkException {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return new Programs().run(Program.of("bash", "-c", script), nowhere, nowhere, patience);
  }

  @Test
  void aProgramThatOnlyWaitsIsEndedWithItsChildren() throws Exception {
    assertThat(run("sleep 300 & sleep 300 & wait")).isEqualTo(Program.STOOD_STILL);
  }

  @Test
  void oneThatComputesIsLetAlone() throws Exception {
    assertThat(run("timeout 3 bash -c 'while :; do :; done'")).isEqualTo(124);
  }

  @Test
  void oneWhoseChildWritesNowAndThenIsLetAlone() throws Exception {
    assertThat(run("(for i in 1 2 3 4 5 6; do echo; sleep 0.5; done) & wait; exit 7")).isEqualTo(7);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void oneThatWaitsAtANamedPipeIsEndedLongBefore(@TempDir Path folder) throws Exception {
    String script = "mkfifo " + folder + "/pipe; cat " + folder + "/pipe & wait; exit 7";
    assertThat(run(script, Duration.ofMinutes(10))).isEqualTo(Program.MET_PIPE);
  }

  @Test
  void oneWhoseNamedPipeHasAWriterIsLetAlone(@TempDir Path folder) throws Exception {
    String script = "mkfifo " + folder + "/pipe; (sleep 4; echo) >" + folder + "/pipe & cat <";
    assertThat(run(script + folder + "/pipe; exit 7", Duration.ofMinutes(10))).isEqualTo(7);
  }
}
