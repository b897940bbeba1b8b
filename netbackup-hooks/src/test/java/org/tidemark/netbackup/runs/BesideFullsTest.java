package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;

/**
 * A list that was made before a true full began must not be read after that: its image would lie
 * over the full, and touch directories of which no manifest behind the full speaks.
 */
class BesideFullsTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;
  private static final long MONDAY = SUNDAY + 100;

  @TempDir Path folder;
  private HookSite site;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder);
    site.full(SUNDAY);
    site.tree().write("one", "1");
    site.refresh();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private static JobFacts stream(int number, long time, boolean restarted) {
    return new JobFacts(number, 2, restarted, HookSite.CLIENT + "_" + time, time);
  }

  private void allowStreams() throws TidemarkException {
    site.install(site.installation().withJobs("", Optional.empty(), true));
  }

  private boolean isInPlaceSinceTheFull() throws TidemarkException {
    List<Generation> all = site.ledger().generations();
    Generation newest = all.get(all.size() - 1);
    return newest.replacedMillis() == 0 && !site.ledger().isBeforeFull(newest);
  }

  @Test
  void aJobThatMayHaveReadAListFromBeforeAFullFailsAndTheNextTryGoesOn() throws TidemarkException {
    site.startFull(site.job(MONDAY));

    Outcome refused = site.start(site.job(MONDAY + 1));

    assertThat(refused.proceeds()).isFalse();
    assertThat(refused.why()).contains("from before a full backup", "the next try");
    assertThat(site.lastRun().state()).isEqualTo(Run.State.FAILED);
    assertThat(site.start(site.job(MONDAY + 2)).proceeds()).isTrue();
    assertThat(isInPlaceSinceTheFull()).isTrue();
  }

  @Test
  void theSameHoldsWhenTheFullIsTheBaseAlready() throws TidemarkException {
    site.full(MONDAY);

    assertThat(site.start(site.job(MONDAY + 1)).proceeds()).isFalse();
    assertThat(site.start(site.job(MONDAY + 2)).proceeds()).isTrue();
  }

  @Test
  void aListThatIsReadAfterTheHookIsNeverFromBeforeAFull() throws TidemarkException {
    site.readingLate();
    site.startFull(site.job(MONDAY));

    assertThat(site.start(site.job(MONDAY + 1)).proceeds()).isTrue();
    assertThat(isInPlaceSinceTheFull()).isTrue();
  }

  @Test
  void norIsItWhereNoNewListCanBeMade() throws TidemarkException, IOException {
    site.readingLate();
    site.startFull(site.job(MONDAY));
    Path next = site.workplace().list(site.ledger().lastGeneration() + 1);
    Files.createDirectories(next.resolve("in the way"));

    Outcome refused = site.start(site.job(MONDAY + 1));

    assertThat(refused.proceeds()).as(refused.why()).isFalse();
    assertThat(refused.why()).contains("no list in place that could be used");
  }

  @Test
  void whereNoFullBeganTheListInPlaceServesInstead() throws TidemarkException, IOException {
    site.readingLate();
    Path next = site.workplace().list(site.ledger().lastGeneration() + 1);
    Files.createDirectories(next.resolve("in the way"));

    Outcome outcome = site.start(site.job(MONDAY));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(outcome.why()).contains("uses the list in place");
  }

  @Test
  void aListWithoutChangesLiesOverNothing() throws TidemarkException, IOException {
    site.close();
    site = HookSite.start(Files.createDirectories(folder.resolve("other")));
    site.refresh();
    site.full(MONDAY);

    Outcome outcome = site.start(site.job(MONDAY + 1));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
  }

  @Test
  void aStreamThatComesAfterAFullJoinsNoRunFromBeforeIt() throws TidemarkException {
    site.readingLate();
    allowStreams();
    site.start(stream(1, MONDAY, false));
    long before = site.lastRun().number();
    site.full(MONDAY + 10);

    Outcome outcome = site.start(stream(2, MONDAY + 20, false));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(site.run(before).streams()).hasSize(1);
    assertThat(site.lastRun().streams()).hasSize(1);
    assertThat(isInPlaceSinceTheFull()).isTrue();
  }

  @Test
  void aStreamThatMayHaveReadTheListOfARunFromBeforeAFullFails() throws TidemarkException {
    allowStreams();
    site.start(stream(1, MONDAY, false));
    site.full(MONDAY + 10);

    assertThat(site.start(stream(2, MONDAY + 20, false)).proceeds()).isFalse();
    assertThat(site.start(stream(2, MONDAY + 30, false)).proceeds()).isTrue();
  }

  /** Its image is of the time of its first start. */
  @Test
  void aJobThatGoesOnAtACheckpointKeepsItsListWhateverBeganSince() throws TidemarkException {
    site.start(site.job(MONDAY));
    long before = site.lastRun().number();
    site.startFull(site.job(MONDAY + 10));

    Outcome outcome = site.start(new JobFacts(0, 1, true, site.job(MONDAY).backupId(), MONDAY));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(outcome.why()).contains("run " + before + " goes on");
  }
}
