package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.TidemarkException;

/** Several streams, jobs that go on at a checkpoint, and tries from the beginning. */
class StreamsAndTriesTest extends StreamsCase {
  @Test
  void severalStreamsAreRefusedUnlessTheyWereInstalled() throws TidemarkException {
    Outcome outcome = site.start(stream(1));

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("2 streams", "multiple data streams");
  }

  @Test
  void streamsThatBeginAtTheSameTimeShareOneRunAndOneList()
      throws TidemarkException, InterruptedException, ExecutionException {
    site.readingLate();
    allowStreams();
    List<FutureTask<Outcome>> starts = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      JobFacts job = stream(number);
      Callable<Outcome> hook = () -> site.start(job);
      starts.add(new FutureTask<>(hook));
    }
    starts.forEach(task -> new Thread(task).start());
    for (FutureTask<Outcome> each : starts) {
      assertThat(each.get().proceeds()).as(each.get().why()).isTrue();
    }

    assertThat(site.lastRun().number()).isEqualTo(2);
    assertThat(site.lastRun().streams()).hasSize(2);
    assertThat(site.lastRun().expected()).isEqualTo(2);
  }

  @Test
  void aRunIsConfirmedByTheImagesOfAllItsStreams() throws TidemarkException {
    site.readingLate();
    allowStreams();
    long before = site.baseSequence();
    for (int number = 1; number <= 2; number++) {
      site.start(stream(number));
      site.end(stream(number), 0);
    }
    site.written(stream(1));
    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
    assertThat(site.baseSequence()).isEqualTo(before);
    site.written(stream(2));
    site.confirm();
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    assertThat(site.baseSequence()).isGreaterThan(before);
  }

  @Test
  void aStreamThatNeverCameKeepsItsRunOpen() throws TidemarkException {
    site.readingLate();
    allowStreams();
    long before = site.baseSequence();
    site.start(stream(1));
    site.end(stream(1), 0);
    site.written(stream(1));
    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.STARTED);
    assertThat(site.baseSequence()).isEqualTo(before);
  }

  /** One stream may have read the list already when the hook of another is called. */
  @Test
  void withSeveralStreamsAndAnUnknownReadOrderTheListInPlaceIsLeftAlone()
      throws TidemarkException, IOException {
    allowStreams();
    String before = list();
    site.tree().write("two", "2");

    Outcome outcome = site.start(stream(1));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(list()).isEqualTo(before);
    assertThat(site.refresh().why()).contains("still needs the list");
    assertThat(list()).isEqualTo(before);
  }

  @Test
  void aStreamThatIsTriedAgainJoinsItsRun() throws TidemarkException, IOException {
    site.readingLate();
    allowStreams();
    site.start(stream(1));
    site.start(stream(2));
    String list = list();
    site.end(stream(1), 0);
    site.end(stream(2), 41);
    assertThat(site.lastRun().state()).isEqualTo(Run.State.FAILED);
    site.tree().write("two", "2");

    JobFacts again = stream(2, MONDAY + 50, false);
    site.start(again);
    site.end(again, 0);

    assertThat(list()).isEqualTo(list);
    assertThat(site.lastRun().number()).isEqualTo(2);
    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
  }

  private static JobFacts untold(int stream, int streams) {
    return new JobFacts(stream, streams, false, "", 0);
  }

  /** Each would be a run of its own, confirmed by its image alone. */
  @Test
  void fullsThatBeginBesideEachOtherAreNoBase() throws TidemarkException {
    long before = site.baseSequence();
    JobFacts one = site.job(MONDAY);
    JobFacts other = site.job(MONDAY + 1);
    site.startFull(one);
    assertThat(site.startFull(other).why()).contains("NO NEW BASE");
    for (JobFacts each : List.of(one, other)) {
      site.endFull(each, 0);
      site.writtenFull(each);
    }
    site.confirm();

    assertThat(site.baseSequence()).isEqualTo(before);
    site.full(MONDAY + 50);
    assertThat(site.baseSequence()).isGreaterThan(before);
  }

  @Test
  void aStreamOfAFullWithoutACountIsNoBase() throws TidemarkException {
    JobFacts stream = JobFacts.of(Map.of("STREAM_NUMBER", "1"));

    assertThat(site.startFull(stream).why()).contains("NO NEW BASE", "STREAM_COUNT");
    assertThat(site.start(stream).why()).contains("STREAM_COUNT");
    assertThat(site.startFull(JobFacts.of(Map.of())).why()).contains("NO NEW BASE");
  }

  @Test
  void aFullThatGoesOnWhoseStartIsNotKnownIsNoBase() throws TidemarkException {
    String id = HookSite.CLIENT + "_" + MONDAY;

    assertThat(site.startFull(new JobFacts(0, 1, true, id, MONDAY)).why()).contains("NO NEW BASE");
  }

  @Test
  void theStreamsOfAFullJoinItsRunForDays() throws TidemarkException {
    JobFacts one = stream(1);
    site.startFull(one);
    site.endFull(one, 0);
    Run first = site.lastRun();
    long later = first.startedMillis() + Duration.ofDays(3).toMillis();
    StartCall call =
        new StartCall(HookSite.CLIENT, HookSite.BASE, HookSite.WEEKLY, "FULL", stream(2), later);

    assertThat(Runs.joined(site.ledger(), call, true, later).map(Run::number))
        .contains(first.number());
  }

  @Test
  void aFullWaitsForDaysForTheStreamThatFailed() throws TidemarkException {
    JobFacts one = stream(1);
    site.startFull(one);
    site.endFull(one, 41);
    Run failed = site.lastRun();
    assertThat(failed.state()).isEqualTo(Run.State.FAILED);

    assertThat(after(failed, Duration.ofDays(3))).isEqualTo(Run.State.FAILED);
    assertThat(after(failed, Duration.ofDays(8))).isEqualTo(Run.State.GIVEN_UP);
  }

  private Run.State after(Run run, Duration time) throws TidemarkException {
    Ledger later = Runs.withoutOldOnes(site.ledger(), run.changedMillis() + time.toMillis());
    return later.run(run.number()).orElseThrow().state();
  }

  @Test
  void anEndIsThatOfTheRunWithItsImage() throws TidemarkException {
    site.readingLate();
    JobFacts one = site.job(MONDAY);
    JobFacts other = site.job(MONDAY + 1);
    site.start(one);
    site.start(other);

    site.end(one, 0);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.STARTED);
    assertThat(site.run(site.lastRun().number() - 1).state()).isEqualTo(Run.State.GIVEN_UP);
    site.end(other, 0);
    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
  }

  @Test
  void anEndThatMayBeThatOfSeveralRunsMakesThemPartial() throws TidemarkException {
    site.readingLate();
    site.start(untold(0, 1));
    site.start(untold(0, 1));

    site.end(untold(0, 1), 0);

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    site.start(untold(0, 1));
    site.end(untold(0, 1), 0);
    assertThat(site.lastRun().state()).isEqualTo(Run.State.SENT);
  }

  /** A stream that never ended would keep all later lists from being made for an hour. */
  @Test
  void onlyTheNewestRunOfStreamsKeepsTheListInPlace() throws TidemarkException {
    allowStreams();
    site.start(stream(1));
    site.end(stream(1), 0);
    assertThat(site.refresh().why()).contains("still needs the list");
    for (int number = 1; number <= 2; number++) {
      JobFacts next = stream(number, MONDAY + 50 + number, false);
      site.start(next);
      site.end(next, 0);
    }

    assertThat(site.run(2).state()).isEqualTo(Run.State.STARTED);
    assertThat(site.refresh().why()).contains("is in place");
  }

  /** The list in place was committed already: it is no list to fall back on. */
  @Test
  void streamsGetANewListWhereTheOneInPlaceIsUsedUp() throws TidemarkException {
    allowStreams();
    for (int number = 1; number <= 2; number++) {
      site.start(stream(number));
      site.end(stream(number), 0);
      site.written(stream(number));
    }
    site.confirm();
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    site.tree().write("two", "2");

    Outcome outcome = site.start(stream(1, MONDAY + 51, false));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(site.listed()).containsExactly("two");
    assertThat(site.lastRun().commit()).isZero();
  }

  /** Each would be a run of its own, confirmed by its image alone. */
  @Test
  void whereStreamsAreAllowedAndNothingIsToldOfThemTheJobFails() throws TidemarkException {
    allowStreams();

    Outcome outcome = site.start(untold(0, 1));

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("STREAM_NUMBER", "without --several-streams");
    assertThat(site.start(site.job(MONDAY)).proceeds()).isTrue();
  }

  @Test
  void aRunThatIsNotResolvedIsNeverDropped() {
    StartCall call = new StartCall(HookSite.CLIENT, "p", "s", "FULL", untold(0, 1), 1);
    Ledger ledger = Ledger.EMPTY.with(Run.prepared(1, false, call, 1).in(Run.State.SENT, "", 1));
    for (int number = 2; number < 100; number++) {
      ledger = ledger.with(Run.prepared(number, false, call, 1).in(Run.State.CONFIRMED, "", 1));
    }

    assertThat(ledger.run(1)).isPresent();
    assertThat(ledger.run(2)).isEmpty();
    assertThat(ledger.runs()).hasSize(60);
  }

  @Test
  void aTryFromTheBeginningIsARunOfItsOwnWithANewerList() throws TidemarkException {
    site.readingLate();
    site.start(site.job(MONDAY));
    site.tree().write("two", "2");

    site.start(site.job(MONDAY + 50));

    assertThat(site.listed()).containsExactly("one", "three", "two");
    assertThat(site.run(2).state()).isEqualTo(Run.State.GIVEN_UP);
    assertThat(site.lastRun().number()).isEqualTo(3);
  }

  @Test
  void theWindowsOfARunStayWhileItsImageMayCome() throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    site.start(job);
    site.end(job, 0);
    long held = site.lastRun().commit();
    for (int i = 0; i < 3; i++) {
      site.refresh();
    }

    assertThat(held).isPositive();
    assertThat(site.windowOf(held).state()).isEqualTo("listed");
  }

  /** The end hook was killed: whether the image is whole, nobody said. */
  @Test
  void anImageWithoutAnEndOfItsJobCountsAsPartial() throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    site.start(job);
    site.written(job);
    long before = site.baseSequence();

    site.confirm();

    assertThat(site.lastRun().state()).isEqualTo(Run.State.PARTIAL);
    assertThat(site.baseSequence()).isEqualTo(before);
  }

  /** Hazard 18: an end must not be later than what was read. */
  @Test
  void hazard18OfListsThatMayHaveBeenReadTheOldestIsCommitted() throws TidemarkException {
    long early = System.currentTimeMillis();
    site.tree().write("two", "2");
    site.refresh();
    long newer = site.ledger().lastGeneration();
    StartCall call =
        new StartCall(
            HookSite.CLIENT, HookSite.POLICY, HookSite.SCHEDULE, "FULL", site.job(MONDAY), early);

    new StartHook(site.surroundings()).run(call);

    assertThat(site.lastRun().commit()).isLessThan(newer).isPositive();
  }

  /** Hazard 18: milliseconds do not tell which of two lists was read by a job that began in one. */
  @Test
  void hazard18OfTwoListsOfOneMillisecondTheOlderIsCommitted() throws TidemarkException {
    long older = site.ledger().lastGeneration();
    site.tree().write("two", "2");
    site.refresh();
    long replaced = site.ledger().generation(older).orElseThrow().replacedMillis();
    StartCall call =
        new StartCall(
            HookSite.CLIENT,
            HookSite.POLICY,
            HookSite.SCHEDULE,
            "FULL",
            site.job(MONDAY),
            replaced);

    new StartHook(site.surroundings()).run(call);

    assertThat(site.lastRun().commit()).isEqualTo(older);
  }
}
