package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.TidemarkException;

/** Jobs that go on at a checkpoint: it lies in the list that they had. */
class RestartedJobsTest extends StreamsCase {
  /** A job without streams. */
  private static JobFacts alone() {
    long time = MONDAY + 90;
    return new JobFacts(0, 1, false, HookSite.CLIENT + "_" + time, time);
  }

  private static JobFacts restarted(JobFacts job) {
    return new JobFacts(job.stream(), job.streams(), true, job.backupId(), job.backupTime());
  }

  @Test
  void aRestartedJobGetsTheVeryListThatItHad() throws TidemarkException, IOException {
    site.readingLate();
    JobFacts job = site.job(MONDAY);
    site.start(job);
    String list = list();
    site.tree().write("two", "2");
    assertThat(site.refresh().why()).contains("still needs the list");

    Outcome outcome = site.start(restarted(job));
    site.end(job, 0);
    site.written(job);
    site.confirm();

    assertThat(outcome.proceeds()).isTrue();
    assertThat(list()).isEqualTo(list);
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    site.refresh();
    assertThat(site.listed()).containsExactly("two");
  }

  /** It had read its list for sure, and gets it back. */
  @Test
  void aRestartedJobWhoseListWasReplacedAfterItsEndCommitsIt()
      throws TidemarkException, IOException {
    site.readingLate();
    JobFacts job = site.job(MONDAY);
    site.start(job);
    String list = list();
    site.end(job, 40);
    site.tree().write("two", "2");
    site.refresh();
    assertThat(list()).isNotEqualTo(list);

    site.start(restarted(job));
    site.end(job, 0);
    site.written(job);
    site.confirm();

    site.refresh();
    assertThat(site.listed()).containsExactly("two");
  }

  /** The timer must not put another list between the hook and a bpbkar that goes on. */
  @Test
  void theListOfARestartedJobStaysUntilItsEnd() throws TidemarkException, IOException {
    site.readingLate();
    JobFacts job = site.job(MONDAY);
    site.start(job);
    site.end(job, 40);
    site.start(restarted(job));
    String list = list();
    site.tree().write("two", "2");

    assertThat(site.refresh().why()).contains("still needs the list");

    assertThat(list()).isEqualTo(list);
    site.end(job, 0);
    assertThat(site.refresh().why()).contains("is in place");
  }

  /**
   * It may have read the newer list before its hook: then names are missing behind the checkpoint.
   */
  @Test
  void aRestartedJobThatMayHaveReadAnotherListCommitsNothing() throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    site.start(job);
    site.tree().write("two", "2");
    site.refresh();
    long before = site.baseSequence();

    site.start(new JobFacts(0, 1, true, job.backupId(), job.backupTime()));
    site.end(job, 0);
    site.written(job);
    site.confirm();

    assertThat(site.baseSequence()).isEqualTo(before);
  }

  /** What it read before its checkpoint was another list. */
  @Test
  void aRestartedJobOfAnotherImageCommitsNothing() throws TidemarkException {
    site.readingLate();
    site.start(site.job(MONDAY));
    String id = HookSite.CLIENT + "_" + (MONDAY - 7);

    site.start(new JobFacts(0, 1, true, id, MONDAY - 7));

    assertThat(site.lastRun().number()).isEqualTo(3);
    assertThat(site.lastRun().commit()).isZero();
  }

  @Test
  void aRestartedStreamOfAnotherImageJoinsNoRun() throws TidemarkException {
    site.readingLate();
    allowStreams();
    site.start(stream(1));
    long run = site.ledger().lastRun();

    site.start(stream(2, MONDAY - 7, true));

    assertThat(site.ledger().lastRun()).isGreaterThan(run);
    assertThat(site.lastRun().commit()).isZero();
  }

  @Test
  void aRestartedJobFindsItsRunBehindANewerOne() throws TidemarkException {
    site.readingLate();
    allowStreams();
    site.start(stream(1));
    site.start(alone());
    assertThat(site.lastRun().number()).isEqualTo(3);

    Outcome outcome = site.start(stream(1, MONDAY + 1, true));

    assertThat(outcome.why()).contains("run 2 goes on");
  }

  /** Of both nobody knows which list was in place when they read theirs. */
  @Test
  void twoRunsThatMayHaveReadEachOthersListsCommitNothing() throws TidemarkException {
    site.readingLate();
    allowStreams();
    site.start(stream(1));
    site.start(alone());
    assertThat(site.run(3).commit()).isPositive();

    site.start(stream(1, MONDAY + 1, true));

    assertThat(site.run(2).commit()).as("it may have read the other's before").isZero();
    assertThat(site.run(3).commit()).as("it may read the older one now").isZero();
  }

  @Test
  void aListThatReplacesThatOfARestartedJobLeavesItNothingToCommit() throws TidemarkException {
    site.readingLate();
    allowStreams();
    site.start(stream(1));
    site.start(stream(1, MONDAY + 1, true));
    assertThat(site.run(2).commit()).isPositive();

    site.start(alone());

    assertThat(site.run(2).commit()).isZero();
  }

  @Test
  void aRunWhoseListWasReplacedSaysAtItsEndWhyNothingIsCommitted() throws TidemarkException {
    site.readingLate();
    allowStreams();
    site.start(stream(1));
    site.start(stream(2));
    site.start(stream(1, MONDAY + 1, true));
    site.start(alone());
    site.end(stream(1), 0);
    site.end(stream(2), 0);
    site.written(stream(1));
    site.written(stream(2));

    site.confirm();

    assertThat(site.run(2).commit()).isZero();
    assertThat(site.run(2).reason())
        .contains("nothing is committed", "another list came into place")
        .doesNotContain("no list is known");
  }

  @Test
  void thePrimarysWordLeavesTheReasonWhyNothingIsCommitted() throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    site.start(job);
    site.start(restarted(job));
    site.end(job, 0);

    List<String> said =
        new Confirmation(site.surroundings())
            .byPrimary(
                site.installation(),
                false,
                new PrimaryWord(0, 0, true, System.currentTimeMillis()));

    assertThat(said)
        .singleElement()
        .asString()
        .endsWith("nothing is committed: it may have read another list than before");
  }

  /** It was replaced and put again for another stream, while this one may have read it. */
  @Test
  void aRestartedStreamWhoseListWasAwayForAWhileCommitsNothing() throws TidemarkException {
    allowStreams();
    site.start(stream(1));
    site.start(stream(2));
    site.end(stream(2), 41);
    site.tree().write("two", "2");
    assertThat(site.refresh().why()).contains("is in place");
    site.start(stream(2, MONDAY + 50, false));
    assertThat(site.lastRun().number()).isEqualTo(2);
    assertThat(site.lastRun().commit()).isPositive();

    site.start(stream(1, MONDAY + 1, true));

    assertThat(site.lastRun().number()).isEqualTo(2);
    assertThat(site.lastRun().commit()).isZero();
  }

  @Test
  void aRestartedJobThatMayHaveReadOneOfSeveralListsCommitsNothing() throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    site.start(job);
    assertThat(site.lastRun().holds()).hasSizeGreaterThan(1);
    assertThat(site.lastRun().commit()).isPositive();

    site.start(new JobFacts(0, 1, true, job.backupId(), job.backupTime()));

    assertThat(site.lastRun().commit()).isZero();
  }
}
