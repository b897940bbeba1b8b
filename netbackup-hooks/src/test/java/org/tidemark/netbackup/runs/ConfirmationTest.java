package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.images.Image;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.ReadOrder;
import org.tidemark.netbackup.site.UserRoute;

/** What counts as NetBackup's word. */
class ConfirmationTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;
  private static final long MONDAY = SUNDAY + 100;
  private static final JobFacts UNTOLD = new JobFacts(0, 1, false, "", 0);

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

  private void sent(JobFacts job) throws TidemarkException {
    assertThat(site.start(job).proceeds()).isTrue();
    site.end(job, 0);
  }

  private List<String> told(int status, int stream, boolean done) throws TidemarkException {
    return told(new PrimaryWord(status, stream, done, System.currentTimeMillis()));
  }

  private List<String> told(PrimaryWord word) throws TidemarkException {
    return new Confirmation(site.surroundings()).byPrimary(site.installation(), false, word);
  }

  private void seen(Image... images) throws TidemarkException {
    new Confirmation(site.surroundings())
        .byImages(site.installation(), (client, policy, since) -> List.of(images));
  }

  private static Image image(long time, int precision) {
    return new Image("", HookSite.CLIENT, HookSite.POLICY, "", Image.Type.FULL, time, precision);
  }

  @Test
  void thePrimarysWordConfirmsWhatWasSent() throws TidemarkException {
    long before = site.baseSequence();
    sent(site.job(MONDAY));

    told(0, 0, true);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    assertThat(site.baseSequence()).isGreaterThan(before);
  }

  @Test
  void thePrimarysWordOfSuccessDoesNotConfirmAJobThatIsUnderWay() throws TidemarkException {
    site.start(site.job(MONDAY));

    assertThatThrownBy(() -> told(0, 0, true)).hasMessageContaining("no run waits");
    assertThat(site.lastRun().state()).isEqualTo(Run.State.STARTED);
  }

  @Test
  void thePrimarysWordOfFailureGivesTheRunUp() throws TidemarkException {
    sent(site.job(MONDAY));

    told(84, 0, true);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.GIVEN_UP);
    assertThat(site.lastRun().reason()).contains("84");
  }

  @Test
  void thePrimarysWordThatItTriesAgainLeavesTheRunOpen() throws TidemarkException {
    sent(site.job(MONDAY));

    told(84, 0, false);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.FAILED);
  }

  @Test
  void thePrimarysStatus1IsPartial() throws TidemarkException {
    long before = site.baseSequence();
    sent(site.job(MONDAY));

    told(1, 0, true);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.baseSequence()).isEqualTo(before);
  }

  @Test
  void thePrimarysWordThatMayBeAboutTwoRunsConfirmsNeither() throws TidemarkException {
    long before = site.baseSequence();
    sent(site.job(MONDAY));
    sent(site.job(MONDAY + 10));

    assertThatThrownBy(() -> told(0, 0, true)).hasMessageContaining("may be about run 2 or 3");
    assertThat(site.run(2).state()).isEqualTo(Run.State.GIVEN_UP);
    assertThat(site.run(3).state()).isEqualTo(Run.State.GIVEN_UP);
    assertThat(site.baseSequence()).isEqualTo(before);
    sent(site.job(MONDAY + 20));
    told(0, 0, true);
    assertThat(site.run(4).state()).isEqualTo(Run.State.CONFIRMED);
  }

  @Test
  void thePrimarysWordIsNotAboutARunThatEndedAfterIt() throws TidemarkException {
    sent(site.job(MONDAY));
    long ended = site.lastRun().streams().get(0).endedMillis();

    assertThatThrownBy(() -> told(new PrimaryWord(0, 0, true, ended - 61_000)))
        .hasMessageContaining("no run waits");
    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
  }

  @Test
  void thePrimarysWordOfARunThatWasGivenUpDoesNotConfirmTheNextOne() throws TidemarkException {
    site.start(site.job(MONDAY));
    site.start(site.job(MONDAY + 10));
    site.end(site.job(MONDAY), 0);
    site.end(site.job(MONDAY + 10), 0);
    assertThat(site.run(2).state()).isEqualTo(Run.State.GIVEN_UP);

    assertThatThrownBy(() -> told(0, 0, true)).hasMessageContaining("may be about");
    assertThat(site.run(3).state()).isEqualTo(Run.State.GIVEN_UP);
  }

  @Test
  void thePrimarysWordIsKeptWhileNoDaemonAnswers() throws TidemarkException, IOException {
    sent(site.job(MONDAY));
    site.stopDaemon();

    assertThat(told(0, 0, true)).singleElement().asString().contains("committed later");
    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
    site.startDaemon();
    noCatalogue();
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
  }

  /** As on a client that may not ask for images. */
  private void noCatalogue() throws TidemarkException {
    List<String> unused =
        new Confirmation(site.surroundings())
            .byImages(
                site.installation(),
                (client, policy, since) -> {
                  throw new AssertionError("the catalogue was asked");
                });
  }

  @Test
  void theParentOfStreamsSaysNothing() throws TidemarkException {
    sent(site.job(MONDAY));

    told(0, -1, true);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
  }

  @Test
  void anImageOfAnotherJobConfirmsNothing() throws TidemarkException {
    sent(site.job(MONDAY));

    seen(
        new Image(
            HookSite.CLIENT + "_" + (MONDAY + 1),
            HookSite.CLIENT,
            HookSite.POLICY,
            HookSite.SCHEDULE,
            Image.Type.FULL,
            MONDAY + 1,
            1));

    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
  }

  @Test
  void anImageOfAnotherClientScheduleOrTypeConfirmsNothing() throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    sent(job);
    String id = job.backupId();

    seen(
        new Image(id, "other", HookSite.POLICY, HookSite.SCHEDULE, Image.Type.FULL, MONDAY, 1),
        new Image(id, HookSite.CLIENT, HookSite.POLICY, "other", Image.Type.FULL, MONDAY, 1),
        new Image(
            id, HookSite.CLIENT, HookSite.POLICY, HookSite.SCHEDULE, Image.Type.UBAK, MONDAY, 1));

    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
  }

  @Test
  void aListingWithoutIdsIsMatchedByTheTimeInTheId() throws TidemarkException {
    sent(site.job(MONDAY));

    seen(image(MONDAY, 1));

    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
  }

  @Test
  void aListingWithoutSecondsDoesNotConfirmOneOfTwoJobsOfAMinute() throws TidemarkException {
    long minute = MONDAY - MONDAY % 60;
    sent(site.job(minute + 1));
    sent(site.job(minute + 2));

    seen(image(minute, 60));

    assertThat(site.run(2).state()).isEqualTo(Run.State.SENT);
    assertThat(site.run(3).state()).isEqualTo(Run.State.SENT);
  }

  @Test
  void withoutAWordInTheEnvironmentTheTimeBetweenTheHooksDecides() throws TidemarkException {
    sent(UNTOLD);
    long now = System.currentTimeMillis() / 1000;

    seen(image(now, 1));

    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
  }

  @Test
  void withoutAWordInTheEnvironmentTheImageOfTheTryBeforeConfirmsNothing()
      throws TidemarkException {
    site.start(UNTOLD);
    long first = site.lastRun().startedMillis() / 1000;
    sent(UNTOLD);

    seen(image(first, 1));

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.lastRun().streams().get(0).image()).isEmpty();
  }

  @Test
  void aRunWithNamesForAUserBackupWaitsForIt() throws TidemarkException {
    Optional<UserRoute> route = Optional.of(new UserRoute("users", "own"));
    site.install(site.installation().withJobs("", route, false));
    site.tree().mkdir("d");
    site.tree().write("d/line\nfeed", "");
    JobFacts job = site.job(MONDAY);
    sent(job);
    site.written(job);
    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
    assertThat(site.lastRun().reason()).contains("tidemark netbackup backup");
    site.workplace().userNames().drop(site.lastRun().commit());
    site.confirm();
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
  }

  /** The list itself may never be read by a job. */
  @Test
  void namesForAUserBackupBringTheManifestOfTheirListAlong() throws TidemarkException {
    Optional<UserRoute> route = Optional.of(new UserRoute("users", "own"));
    site.install(site.installation().withJobs("", route, false));
    site.tree().mkdir("d");
    site.tree().write("d/line\nfeed", "");
    site.refresh();

    Generation list = site.ledger().generation(site.ledger().lastGeneration()).orElseThrow();
    assertThat(site.workplace().userNames().of(List.of(list.number())))
        .containsExactlyInAnyOrder(
            site.tree().path("d/line\nfeed"), site.workplace().manifest(list.window()));
  }

  @Test
  void namesThatWaitForAUserBackupAreInTheNextFull() throws TidemarkException {
    Optional<UserRoute> route = Optional.of(new UserRoute("users", "own"));
    site.install(site.installation().withJobs("", route, false));
    site.tree().mkdir("d");
    site.tree().write("d/line\nfeed", "");
    sent(site.job(MONDAY));
    assertThat(site.workplace().userNames().generations()).hasSize(1);
    Run before = site.lastRun();
    site.written(site.job(MONDAY));
    site.full(MONDAY + 10);
    site.confirm();

    assertThat(site.workplace().userNames().generations()).isEmpty();
    assertThat(site.run(before.number()).state()).isEqualTo(Run.State.GIVEN_UP);
    assertThat(site.run(before.number()).reason()).contains("only in the full backup after it");
    assertThat(site.windowOf(before.commit()).state()).isNotEqualTo("committed");
    site.tree().write("d/line\nfeed", "later");
    sent(site.job(MONDAY + 20));
    assertThat(site.workplace().userNames().generations()).hasSize(1);
  }

  @Test
  void aListWithNamesThatNothingSavesMakesItsRunPartial() throws TidemarkException {
    site.tree().write("line\nfeed", "");
    JobFacts job = site.job(MONDAY);
    sent(job);
    site.written(job);
    long before = site.baseSequence();

    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.baseSequence()).isEqualTo(before);
    assertThat(StatusReport.json(site.state()).toString()).contains("\"pending\":1");
  }

  @Test
  void aNewerListWithSuchNamesMayBeTheOneThatWasRead() throws TidemarkException {
    site.install(site.installation().withReads(ReadOrder.UNKNOWN));
    site.refresh();
    site.tree().write("line\nfeed", "");
    long before = site.baseSequence();

    site.backup(MONDAY);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.baseSequence()).isEqualTo(before);
  }

  @Test
  void aCumulativeListGoesBackToTheLastFull() throws TidemarkException, IOException {
    Installation usual = site.installation();
    site.install(
        Installation.of(
                usual.openv(),
                HookSite.POLICY,
                HookSite.SCHEDULE,
                Level.CUMULATIVE,
                HookSite.BASE,
                HookSite.WEEKLY)
            .withReads(ReadOrder.LATE));
    site.backup(MONDAY);
    site.tree().write("two", "2");

    site.start(site.job(MONDAY + 10));

    assertThat(site.listed()).containsExactly("one", "two");
    site.full(MONDAY + 20);
    site.start(site.job(MONDAY + 30));
    assertThat(site.listed()).isEmpty();
  }

  @Test
  void aPartialFullIsNoBase() throws TidemarkException {
    long before = site.baseSequence();
    JobFacts job = site.job(MONDAY);
    site.startFull(job);
    site.endFull(job, 1);
    site.writtenFull(job);
    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.baseSequence()).isEqualTo(before);
  }

  @Test
  void askingTwiceCommitsOnce() throws TidemarkException {
    site.backup(MONDAY);
    long base = site.baseSequence();

    assertThat(site.confirm()).isEmpty();
    assertThat(site.baseSequence()).isEqualTo(base);
  }
}
