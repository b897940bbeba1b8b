package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.lists.ListPair;

/** A hook that is ended by kill -9 leaves nothing that the next one does not put right. */
class KilledHookTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;
  private static final long MONDAY = SUNDAY + 100;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private HookSite site;

  /** How far a hook came. */
  enum Step {
    PREPARED,
    BEGUN,
    WINDOW_OPENED,
    NOTED,
    IN_PLACE
  }

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder);
    site.full(SUNDAY);
    site.tree().write("one", "1");
    site.refresh();
    site.tree().write("two", "2");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void dieAt(Step step) throws TidemarkException, IOException {
    try (LedgerFile file = LedgerFile.open(site.workplace().folder(), Deadline.in(PATIENCE))) {
      Workshop workshop = new Workshop(file, site.workplace(), site.client(), site.surroundings());
      long number = workshop.ledger().lastRun() + 1;
      StartCall call =
          new StartCall(
              HookSite.CLIENT, HookSite.POLICY, HookSite.SCHEDULE, "FULL", site.job(MONDAY), 0);
      workshop.save(workshop.ledger().with(Run.prepared(number, false, call, workshop.now())));
      if (step.compareTo(Step.BEGUN) >= 0) {
        work(workshop, workshop.begin(), step);
      }
    }
  }

  private void work(Workshop workshop, Generation opening, Step step)
      throws TidemarkException, IOException {
    if (step.compareTo(Step.WINDOW_OPENED) < 0) {
      return;
    }
    MadeList made = workshop.make(opening, Deadline.in(PATIENCE));
    Path list = site.workplace().list(opening.number());
    ListPair.write(made.list().entries(), list);
    if (step.compareTo(Step.NOTED) >= 0) {
      Generation noted = opening.made(made.window(), ListPair.digest(list), made);
      workshop.save(workshop.ledger().with(noted));
    }
    if (step == Step.IN_PLACE) {
      site.workplace().pair().place(list);
    }
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void theNextStartIsRightWhereverTheHookDied(Step step) throws TidemarkException, IOException {
    dieAt(step);
    JobFacts job = site.job(MONDAY + 10);

    Outcome outcome = site.start(job);

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(site.listed()).containsExactly("one", "two");
    assertThat(site.run(2).state()).isEqualTo(Run.State.GIVEN_UP);
    noWindowIsForgotten();
    site.end(job, 0);
    site.written(job);
    site.confirm();
    assertThat(site.lastRun().state()).isEqualTo(Run.State.CONFIRMED);
    site.tree().write("three", "3");
    site.refresh();
    assertThat(site.listed()).contains("three").doesNotContain("one");
    noWindowIsForgotten();
  }

  private void noWindowIsForgotten() throws TidemarkException {
    Set<Long> known =
        site.ledger().generations().stream()
            .filter(Generation::isLive)
            .map(Generation::window)
            .collect(Collectors.toSet());
    assertThat(site.client().windows())
        .filteredOn(window -> Set.of("open", "listed").contains(window.state()))
        .extracting(WindowInfo::id)
        .isSubsetOf(known);
    assertThat(site.ledger().generations())
        .extracting(Generation::state)
        .doesNotContain(Generation.State.OPENING, Generation.State.MADE);
  }

  @Test
  void realHooksAreKilledAtAnyMoment() throws Exception {
    for (int delay = 250; delay <= 1450; delay += 200) {
      killedAfter(delay, "start");
      JobFacts job = site.job(MONDAY + delay);
      Outcome outcome = site.start(job);
      assertThat(outcome.proceeds()).as("after %s ms: %s", delay, outcome.why()).isTrue();
      assertThat(site.listed()).as("after %s ms", delay).containsExactly("one", "two");
      // The daemon may open a window for a hook that is dead: the next refresh finds it.
      site.refresh();
      noWindowIsForgotten();
    }
  }

  /** How far a confirmation came, or the hook before it. */
  enum LateStep {
    END_NOT_NOTED,
    END_NOTED,
    WORD_NOTED,
    COMMITTED,
    COMMIT_NOTED
  }

  @ParameterizedTest
  @EnumSource(LateStep.class)
  void theNextConfirmationIsRightWhereverTheEndOrTheOneBeforeDied(LateStep step)
      throws TidemarkException {
    JobFacts job = site.job(MONDAY);
    assertThat(site.start(job).proceeds()).isTrue();
    if (step != LateStep.END_NOT_NOTED) {
      site.end(job, 0);
    }
    dieConfirmingAt(step);
    site.written(job);

    site.confirm();

    boolean whole = step != LateStep.END_NOT_NOTED;
    assertThat(site.lastRun().state()).isEqualTo(whole ? Run.State.CONFIRMED : Run.State.PARTIAL);
    site.tree().write("three", "3");
    site.refresh();
    assertThat(site.listed())
        .containsExactlyInAnyOrderElementsOf(
            whole ? List.of("three", "two") : List.of("one", "three", "two"));
    noWindowIsForgotten();
  }

  private void dieConfirmingAt(LateStep step) throws TidemarkException {
    try (LedgerFile file = LedgerFile.open(site.workplace().folder(), Deadline.in(PATIENCE))) {
      Ledger ledger = file.ledger();
      Run run = ledger.run(ledger.lastRun()).orElseThrow();
      Generation generation = ledger.generation(run.commit()).orElseThrow();
      if (step == LateStep.WORD_NOTED) {
        PrimaryWord word = new PrimaryWord(0, 0, true, System.currentTimeMillis());
        file.save(ledger.with(word.noted(run, true, System.currentTimeMillis())));
      }
      if (step.compareTo(LateStep.COMMITTED) >= 0) {
        site.client().commit(generation.window());
      }
      if (step == LateStep.COMMIT_NOTED) {
        file.save(ledger.with(generation.in(Generation.State.COMMITTED)));
      }
    }
  }

  @Test
  void realEndsAreKilledAtAnyMoment() throws Exception {
    for (int delay = 250; delay <= 1450; delay += 300) {
      JobFacts job = site.job(MONDAY + delay);
      site.tree().write("one", "" + delay);
      site.refresh();
      assertThat(site.start(job).proceeds()).isTrue();
      killedAfter(delay, "end", "0");
      boolean noted = site.lastRun().state() == Run.State.SENT;
      site.written(job);
      site.confirm();
      assertThat(site.lastRun().state())
          .as("after %s ms", delay)
          .isEqualTo(noted ? Run.State.CONFIRMED : Run.State.PARTIAL);
      site.refresh();
      assertThat(site.listed().contains("one")).as("after %s ms", delay).isEqualTo(!noted);
      noWindowIsForgotten();
    }
  }

  @Test
  void realConfirmationsAreKilledAtAnyMoment() throws Exception {
    for (int delay = 250; delay <= 1750; delay += 300) {
      JobFacts job = site.job(MONDAY + delay);
      site.tree().write("one", "" + delay);
      site.refresh();
      assertThat(site.start(job).proceeds()).isTrue();
      site.end(job, 0);
      killed(
          delay,
          List.of(
              "confirm",
              "--state",
              site.state().toString(),
              "--policy=" + HookSite.POLICY,
              "--schedule=" + HookSite.SCHEDULE,
              "--status=0"));
      site.written(job);
      site.confirm();
      assertThat(site.lastRun().state()).as("after %s ms", delay).isEqualTo(Run.State.CONFIRMED);
      assertThat(site.refresh().why()).contains("is in place");
      assertThat(site.listed()).as("after %s ms", delay).doesNotContain("one");
      noWindowIsForgotten();
    }
  }

  private void killedAfter(int millis, String hook, String... more)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                hook,
                "--state",
                site.state().toString(),
                "--",
                HookSite.CLIENT,
                HookSite.POLICY,
                HookSite.SCHEDULE,
                "FULL"));
    words.addAll(List.of(more));
    killed(millis, words);
  }

  private void killed(int millis, List<String> words) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.tidemark.journal.cli.Main",
                "netbackup"));
    command.addAll(words);
    File output = Files.createTempFile(folder, "hook", ".out").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended by itself: %s", ended).isTrue();
  }
}
