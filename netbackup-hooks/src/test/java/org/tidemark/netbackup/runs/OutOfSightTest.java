package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.netbackup.site.UserRoute;

/**
 * Hazard 20 with a status of 0: what is on a filesystem that is not mounted when bpbkar comes is
 * taken for removed.
 */
class OutOfSightTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;
  private static final long MONDAY = SUNDAY + 100;

  @TempDir Path folder;
  private HookSite site;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder).readingLate();
    site.full(SUNDAY);
    site.tree().write("one", "1");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void unmountForAMoment() {
    site.disk().unmount();
    Eventually.await("the unmount is told", () -> status().contains("not-mounted"));
    site.disk().mount();
  }

  private String status() {
    try {
      return site.client().status().get("gaps").toString();
    } catch (TidemarkException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitReconciled() {
    Eventually.await("no gap is left", () -> status().equals("[]"));
  }

  @Test
  void aListWhoseFilesystemWasNotMountedMeanwhileIsNotCommitted() throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    long before = site.baseSequence();
    assertThat(site.start(job).proceeds()).isTrue();
    unmountForAMoment();
    awaitReconciled();
    site.end(job, 0);
    site.written(job);

    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.lastRun().reason()).contains("out of sight");
    assertThat(site.baseSequence()).isEqualTo(before);
    site.refresh();
    assertThat(site.listed()).contains("one");
    site.backup(MONDAY + 10);
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
  }

  @Test
  void itIsKnownAfterARestartOfTheDaemon() throws TidemarkException, IOException {
    JobFacts job = site.job(MONDAY);
    assertThat(site.start(job).proceeds()).isTrue();
    unmountForAMoment();
    awaitReconciled();
    site.end(job, 0);
    site.written(job);
    site.stopDaemon();
    site.startDaemon();

    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
  }

  private void restartDaemon() throws TidemarkException, IOException {
    site.stopDaemon();
    site.startDaemon();
  }

  @Test
  void whileTheDaemonIsDownAfterTheEndNothingIsHiddenAnyMore()
      throws TidemarkException, IOException {
    JobFacts job = site.job(MONDAY);
    assertThat(site.start(job).proceeds()).isTrue();
    site.end(job, 0);
    restartDaemon();
    site.written(job);

    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
  }

  /** They are saved later than the list. */
  @Test
  void namesForAUserBackupMayBeHiddenAfterTheEndToo() throws TidemarkException, IOException {
    Optional<UserRoute> route = Optional.of(new UserRoute("users", "own"));
    site.install(site.installation().withJobs("", route, false));
    site.tree().mkdir("d");
    site.tree().write("d/line\nfeed", "");
    JobFacts job = site.job(MONDAY);
    assertThat(site.start(job).proceeds()).isTrue();
    site.end(job, 0);
    restartDaemon();
    site.written(job);
    site.workplace().userNames().drop(site.lastRun().commit());

    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.lastRun().reason()).contains("out of sight");
  }

  @Test
  void aFullWhoseFilesystemWasNotMountedMeanwhileIsNoBase() throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    long before = site.baseSequence();
    assertThat(site.startFull(job).proceeds()).isTrue();
    unmountForAMoment();
    site.endFull(job, 0);
    site.writtenFull(job);

    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.baseSequence()).isEqualTo(before);
  }
}
