package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;

/**
 * A new directory is saved with the names in it. If these are gone before the list is read, no
 * image has it, and nothing but their removal tells of it later.
 */
class EmptiedDirectoryTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;
  private static final long MONDAY = SUNDAY + 100;

  @TempDir Path folder;
  private HookSite site;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder).readingLate();
    site.full(SUNDAY);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void theNextListHasItself() throws TidemarkException, IOException {
    site.tree().mkdirs("n/m");
    site.tree().write("n/m/early", "");
    JobFacts job = site.job(MONDAY);
    assertThat(site.start(job).proceeds()).isTrue();
    assertThat(site.listed()).containsExactly("n/m/early");
    site.tree().unlink("n/m/early");
    site.end(job, 0);
    site.written(job);
    site.confirm();

    site.refresh();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    assertThat(site.listed()).containsExactly("n/m");
  }
}
