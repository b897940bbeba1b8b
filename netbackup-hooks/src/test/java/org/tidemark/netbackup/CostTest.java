package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.netbackup.doubles.Behaviours;
import org.tidemark.netbackup.doubles.CallCount;
import org.tidemark.netbackup.doubles.JobResult;
import org.tidemark.netbackup.doubles.Trouble;
import org.tidemark.netbackup.doubles.UnverifiedBehaviour;

/** What bpbkar looks at follows the list, whatever the size of the tree. */
class CostTest {
  private static final int CHANGES = 5;

  /** Manifests of the windows since the full, and the list itself. */
  private static final int MANIFESTS = 8;

  @TempDir Path folder;
  private NetBackupSite site;

  @BeforeEach
  void start() throws Exception {
    site =
        NetBackupSite.start(
            folder,
            Behaviours.usual().with(UnverifiedBehaviour.LISTS_READ_AFTER_START_HOOK, true),
            1);
    site.install("--reads", "late").orFail();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void grow(int from, int to) {
    for (int directory = from; directory < to; directory++) {
      site.tree().mkdir("d" + directory);
      for (int file = 0; file < 10; file++) {
        site.tree().write("d" + directory + "/" + file, "x");
      }
    }
  }

  private CallCount costOfChanges(String content) {
    for (int change = 0; change < CHANGES; change++) {
      site.tree().write("d" + change + "/3", content);
    }
    JobResult job = site.nightly();
    assertThat(job.status()).as(() -> site.explain()).isZero();
    assertThat(job.names().stream().filter(name -> name.startsWith(site.tree().top().latin1())))
        .as(() -> site.explain())
        .hasSize(CHANGES);
    assertThat(job.calls().lstats()).isEqualTo(job.names().size());
    site.netbackupCommand("confirm").orFail();
    return job.calls();
  }

  @Test
  void looksAtTheListAndNotAtTheTree() {
    grow(0, 20);
    JobResult full =
        site.netbackup().runOnce(NetBackupSite.FULLS, NetBackupSite.WEEKLY, Trouble.NONE);
    site.netbackupCommand("confirm").orFail();
    CallCount small = costOfChanges("1");

    grow(20, 200);
    JobResult unused = site.nightly();
    site.netbackupCommand("confirm").orFail();
    CallCount large = costOfChanges("2");

    assertThat(full.calls().lstats()).isGreaterThan(200);
    assertThat(small.lstats()).isLessThan(CHANGES + MANIFESTS);
    assertThat(small.readdirs()).isZero();
    assertThat(large.lstats()).isLessThan(CHANGES + MANIFESTS);
    assertThat(large.readdirs()).isZero();
    assertThat(site.netbackup().violations()).isEmpty();
  }
}
