package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;

/** What moves the base of an installation, and what does not. */
class RunsOfJobsTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;
  private static final long MONDAY = SUNDAY + 100;
  private static final long TUESDAY = MONDAY + 100;

  @TempDir Path folder;
  private HookSite site;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void aJobWithoutABaseFailsAndSaysWhichFullIsMissing() throws TidemarkException {
    Outcome outcome = site.start(site.job(MONDAY));

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("no base yet", HookSite.BASE);
    assertThat(site.lastRun().state()).isEqualTo(Run.State.FAILED);
    assertThat(site.log()).contains("start FULL", "FAILS", "no base yet");
  }

  @Test
  void aRefreshedListNamesExactlyWhatChangedSinceTheConfirmedFull() throws TidemarkException {
    site.tree().write("old", "old");
    site.tree().mkdir("dir");
    site.full(SUNDAY);
    site.tree().write("dir/new", "new");

    assertThat(site.refresh().proceeds()).isTrue();

    assertThat(site.listed()).containsExactly("dir/new");
    assertThat(site.installation().openv().excludeList(HookSite.POLICY, HookSite.SCHEDULE))
        .hasContent("/");
  }

  @Test
  void aConfirmedImageMovesTheBaseOfAListThatIsReadLate() throws TidemarkException {
    site.readingLate().full(SUNDAY);
    site.tree().write("one", "1");
    site.backup(MONDAY);
    site.tree().write("two", "2");

    Outcome outcome = site.start(site.job(TUESDAY));

    assertThat(site.run(2).state()).isEqualTo(Run.State.CONFIRMED);
    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(site.listed()).containsExactly("two");
  }

  @Test
  void anUnknownReadOrderCommitsTheListThatWasInPlaceBefore() throws TidemarkException {
    site.full(SUNDAY);
    site.tree().write("one", "1");
    site.refresh();
    site.tree().write("two", "2");
    site.backup(MONDAY);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    site.refresh();
    assertThat(site.listed())
        .as("one is saved for sure, two only if it was read late")
        .containsExactly("two");
  }

  @Test
  void whereNobodyKnowsWhenBpbkarBeganNothingIsCommitted() throws TidemarkException {
    site.full(SUNDAY);
    site.tree().write("one", "1");
    site.refresh();
    JobFacts job = site.job(MONDAY);
    long unknown = Caller.startedMillis(Clock.systemUTC());

    Outcome outcome =
        new StartHook(site.surroundings())
            .run(
                new StartCall(
                    HookSite.CLIENT, HookSite.POLICY, HookSite.SCHEDULE, "FULL", job, unknown));

    assertThat(outcome.proceeds()).isTrue();
    assertThat(outcome.why()).contains("no bpbkar is among the processes above the hook");
    site.end(job, 0);
    site.written(job);
    site.confirm();
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    assertThat(site.lastRun().reason()).contains("nothing is committed");
    site.refresh();
    assertThat(site.listed()).containsExactly("one");
  }

  @Test
  void whatWasSentIsNotCommittedBeforeItsImageIsThere() throws TidemarkException {
    site.readingLate().full(SUNDAY);
    site.tree().write("one", "1");
    JobFacts job = site.job(MONDAY);
    site.start(job);
    site.end(job, 0);
    site.confirm();
    long before = site.baseSequence();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
    site.refresh();
    assertThat(site.listed()).containsExactly("one");
    site.written(job);
    site.confirm();
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    assertThat(site.baseSequence()).isGreaterThan(before);
  }

  @Test
  void aFailedServerPhaseLeavesTheNextListASuperset() throws TidemarkException {
    site.readingLate().full(SUNDAY);
    site.tree().write("one", "1");
    JobFacts failed = site.job(MONDAY);
    site.start(failed);
    site.end(failed, 0);
    site.tree().write("two", "2");
    site.confirm();

    site.start(site.job(TUESDAY));

    assertThat(site.listed()).containsExactly("one", "two");
  }

  @Test
  void aListWithoutAnyBeforeItIsCommittedOnlyIfItIsReadLate() throws TidemarkException {
    site.full(SUNDAY);
    site.tree().write("one", "1");
    long before = site.baseSequence();

    site.backup(MONDAY);

    assertThat(site.lastRun().reason()).contains("nothing is committed");
    assertThat(site.baseSequence()).isEqualTo(before);
  }

  @Test
  void eachListCarriesItsManifestAndItselfSoThatAJobAlwaysFindsSomething()
      throws TidemarkException {
    site.full(SUNDAY);
    site.refresh();

    assertThat(site.listed()).isEmpty();
    assertThat(site.entries()).isNotEmpty();
    assertThat(site.entries())
        .allSatisfy(path -> assertThat(Path.of(path.latin1())).isRegularFile());
    long window = site.ledger().generation(site.ledger().lastGeneration()).orElseThrow().window();
    assertThat(site.entries()).contains(site.workplace().manifest(window));
  }

  @Test
  void withoutADaemonTheJobFailsAndSaysSo() throws TidemarkException {
    site.readingLate().full(SUNDAY);
    site.stopDaemon();

    Outcome outcome = site.start(site.job(MONDAY));

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("no daemon answers");
    assertThat(site.log()).contains("no daemon answers");
  }

  @Test
  void withoutADaemonATrueFullGoesOn() throws TidemarkException {
    site.stopDaemon();

    Outcome outcome = site.startFull(site.job(SUNDAY));

    assertThat(outcome.proceeds()).isTrue();
    assertThat(outcome.why()).contains("NO NEW BASE");
  }

  @Test
  void aPartialBackupKeepsItsPaths() throws TidemarkException {
    site.readingLate().full(SUNDAY);
    site.tree().write("one", "1");
    JobFacts job = site.job(MONDAY);
    site.start(job);
    site.end(job, 1);
    site.written(job);
    site.confirm();

    site.start(site.job(TUESDAY));

    assertThat(site.run(2).state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.listed()).containsExactly("one");
  }

  private void refreshAfter(Duration time) throws TidemarkException {
    Surroundings now = site.surroundings();
    Clock later = Clock.offset(now.clock(), time);
    Outcome outcome =
        new Refresh(new Surroundings(now.state(), now.daemon(), now.kernel(), later, now.log()))
            .run(site.installation());
    assertThat(outcome.why()).contains("is in place");
  }

  /** The timer makes lists all the time. */
  @Test
  void inTheMorningTheListOfTheNightIsStillThere() throws TidemarkException, IOException {
    site.readingLate().full(SUNDAY);
    site.refresh();
    long forgotten = site.ledger().lastGeneration();
    site.refresh();
    site.tree().write("one", "1");
    site.backup(MONDAY);
    long ofTheJob = site.run(2).commit();
    String list = Files.readString(site.workplace().list(ofTheJob));

    for (int minutes = 15; minutes <= 12 * 60; minutes += 15) {
      refreshAfter(Duration.ofMinutes(minutes));
    }

    assertThat(site.workplace().list(ofTheJob)).hasContent(list.strip());
    assertThat(site.workplace().list(forgotten)).doesNotExist();
  }

  @Test
  void aListThatIsNotOursIsNeverCommitted() throws TidemarkException, IOException {
    site.full(SUNDAY);
    site.refresh();
    Files.writeString(site.include(), "/etc\n");
    site.tree().write("one", "1");
    long before = site.baseSequence();

    site.backup(MONDAY);

    assertThat(site.baseSequence()).isEqualTo(before);
    assertThat(site.listed()).isEqualTo(List.of("one"));
  }
}
