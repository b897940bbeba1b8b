package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;

/** How far a copy is. */
class ProgressTest {
  private static final long SECOND = 1_000_000_000;

  @TempDir private Path temporary;
  private final AtomicLong clock = new AtomicLong(77);

  @Test
  void linesOfRsyncAreReadInEachOfItsForms() {
    assertThat(
            ProgressLine.bytes(
                "    297,000,000  99%  308.84MB/s    0:00:00 (xfr#297, to-chk=3/301)"))
        .hasValue(297_000_000);
    assertThat(ProgressLine.bytes("          32768   0%    0.00kB/s    0:00:00  ")).hasValue(32768);
    assertThat(
            ProgressLine.bytes("          1.50G  12%   30.12MB/s    0:00:04 (xfr#1, ir-chk=7/9)"))
        .hasValue(1_500_000_000);
    assertThat(
            ProgressLine.bytes(
                "     11,000,002  55%   82.60MB/s    0:00:00 (xfr#12, to-chk=9/22) "))
        .hasValue(11_000_002);
    assertThat(ProgressLine.bytes("rsync: [sender] 12 of 100% failed")).isEmpty();
    assertThat(ProgressLine.bytes("12% of 3 MB/s")).isEmpty();
  }

  @Test
  void theRateIsThatOfTheLastSecondsAndNotOfTheWholePass() {
    Throughput throughput = new Throughput(clock::get);
    assertThat(throughput.text()).isEmpty();
    clock.addAndGet(SECOND);
    throughput.bytesDone(2_000_000);
    assertThat(throughput.text()).isEqualTo("2.0 MB, 2.0 MB/s");
    clock.addAndGet(9 * SECOND);
    throughput.bytesDone(11_000_000_000L);
    clock.addAndGet(10 * SECOND);
    throughput.bytesDone(11_000_005_000L);
    assertThat(throughput.text()).isEqualTo("11.0 GB, 500 B/s");
    throughput.bytesDone(100);
    clock.addAndGet(10 * SECOND);
    throughput.bytesDone(1000);
    assertThat(throughput.text()).isEqualTo("1.0 kB, 100 B/s");
  }

  @Test
  void theLogTellsNowAndThenHowFarItIs() throws Exception {
    RunLog log = RunLog.begin(temporary, Watcher.SILENT, clock::get);
    try (log) {
      log.passBegins(Pass.COPY, 0);
      for (int second = 1; second <= 150; second++) {
        clock.addAndGet(SECOND);
        log.nameDone(">f+++++++++|name");
        log.bytesDone(second * 1_000_000L);
      }
    }
    List<String> told =
        Files.readAllLines(log.file()).stream().filter(line -> line.contains("COPY: ")).toList();
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).endsWith(" pass COPY: 60 names, 60.0 MB, 1.0 MB/s");
    assertThat(told.get(1)).endsWith(" pass COPY: 120 names, 120.0 MB, 1.0 MB/s");
  }

  @Test
  void aCopyTellsItsBytesAndItsNamesAndNothingOfThatIsAMessage() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    tree.shell(
        "for i in $(seq 20); do head -c 1000000 /dev/zero >src/$i; done; echo 1 >'src/ 1% 1B'");
    List<Long> bytes = new ArrayList<>();
    List<String> items = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    Watcher watcher =
        new Watcher() {
          @Override
          public void passBegins(Pass pass, long names) {}

          @Override
          public void nameDone(String item) {
            items.add(item);
          }

          @Override
          public void bytesDone(long total) {
            bytes.add(total);
          }

          @Override
          public void message(String line) {
            messages.add(line);
          }
        };
    BackupReport report =
        new RsyncBackup(() -> tree.journal, tree.state, "", watcher).run(tree.request());
    assertThat(report.code()).isEqualTo(ExitCode.DONE);
    assertThat(messages).isEmpty();
    assertThat(items).hasSize(22);
    assertThat(report.touched()).isEqualTo(22);
    assertThat(bytes).isSorted().endsWith(20_000_002L);
    tree.assertIdentical();
  }
}
