package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Invocation;

/** What jobs are told that build on each other, as Bacula and Bareos ask for it. */
class JobsInARowTest {
  private static final String MISSING = "moved trees may be missing since ";

  @TempDir private Path folder;
  private HookedTree on;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    on = HookedTree.start(folder);
    on.tree().write("old", "old");
  }

  @AfterEach
  void stop() {
    on.close();
  }

  private String top() {
    return on.tree().top().latin1();
  }

  private static List<String> good(Invocation call) {
    assertThat(call.exit()).as(call.err()).isZero();
    return call.out().lines().toList();
  }

  private List<String> incremental(int job, int previous) {
    return good(on.objects(job, "Incremental", previous));
  }

  private List<String> full(int job) {
    return good(on.objects(job, "Full", 0));
  }

  private void change(String name) {
    on.tree().write(name, "new");
  }

  private String name(String relative) {
    return top() + "/" + relative;
  }

  private String windows() {
    return String.join("\n", good(on.call(List.of("window", "show"))));
  }

  /** A Full, after which all is forgotten. */
  private void aFullThatIsNoBaseAnyMore() throws IOException, TidemarkException {
    full(1);
    change("f");
    on.forgetHistory();
  }

  /** Verify sends the FileSet before it has a level. */
  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void aJobWithoutALevelGetsTheRootsAndNoWindow(String level) {
    full(1);
    String before = windows();

    assertThat(good(on.objects(2, level, 1))).containsExactly(top());
    assertThat(good(on.block("contents", 2, level, "prev="))).isEmpty();
    assertThat(windows()).isEqualTo(before);
  }

  @Test
  void aJobWhoseBaseIsForgottenGetsTheRootsAndSaysSo() throws IOException, TidemarkException {
    aFullThatIsNoBaseAnyMore();

    assertThat(incremental(2, 1)).startsWith(top()).doesNotContain(name("f"));
    assertThat(on.window(2).out()).contains("WARNING: Bacula looks for changes by times only");
  }

  @Test
  void soDoesAnEstimateOfIt() throws IOException, TidemarkException {
    aFullThatIsNoBaseAnyMore();

    assertThat(good(on.objects(2, "Incremental", 1, "jobid=0"))).containsExactly(top());
  }

  /** The warning does not depend on whether times may be refreshed. */
  @Test
  void whereNoTimesAreRefreshedToo() throws IOException, TidemarkException {
    aFullThatIsNoBaseAnyMore();

    assertThat(good(on.objects(2, "Incremental", 1, "refresh=no"))).startsWith(top());
    assertThat(on.window(2).out()).contains("WARNING: Bacula looks for changes by times only");
  }

  /** What Bacula skipped then is on no later list. */
  @Test
  void eachJobAfterItSaysSoUntilTheNextFull() throws IOException, TidemarkException {
    aFullThatIsNoBaseAnyMore();
    incremental(2, 1);
    incremental(3, 2);
    change("g");
    assertThat(good(on.objects(4, "Incremental", 3, "refresh=no"))).contains(name("g"));
    full(5);
    incremental(6, 5);
    good(on.objects(7, "Differential", 5));

    for (int warned : new int[] {3, 4}) {
      Invocation said = on.window(warned);
      assertThat(said.out()).contains("WARNING: " + MISSING + HookedTree.job(2));
      assertThat(said.exit()).isEqualTo(ExitCode.PARTIAL.number());
    }
    for (int whole : new int[] {5, 6, 7}) {
      assertThat(on.window(whole).exit()).as("%d", whole).isZero();
    }
  }

  /** Nothing may have changed in between: both end at the same position. */
  @Test
  void aFullRightBehindItIsWhole() throws IOException, TidemarkException {
    aFullThatIsNoBaseAnyMore();
    incremental(2, 1);
    full(3);
    incremental(4, 3);

    assertThat(on.window(4).exit()).isZero();
  }

  /** Hazard 17: nothing of what the first run noted is said of the second. */
  @Test
  void aRunThatAsksAgainBeginsAnew() throws TidemarkException {
    full(1);
    on.window(1);
    assertThat(on.records().clockOf(HookedTree.job(1))).isPresent();
    good(on.block("dirs", 1, "Full", "prev="));
    assertThat(on.records().clockOf(HookedTree.job(1))).isPresent();

    full(1);

    assertThat(on.records().clockOf(HookedTree.job(1))).isEmpty();
  }

  /** A job that is tried again under its name may have another level by then. */
  @ParameterizedTest
  @ValueSource(strings = {"Full", "Differential"})
  void aListOfAnotherLevelIsNotTakenForIt(String level) {
    full(1);
    change("f");
    incremental(2, 1);

    on.objects(2, level, level.equals("Full") ? 0 : 1)
        .isRefused(ExitCode.REFUSED.number(), "has the list of an INCREMENTAL, which is no");
    assertThat(good(on.call(List.of("bacula", "status", "Mail"))))
        .anyMatch(line -> line.contains("failed " + HookedTree.job(2)));
  }

  /** Bareos names only a time. */
  private List<String> incrementalSinceNow(int job) {
    long second = System.currentTimeMillis() / 1000 + 1;
    return good(on.block("objects", job, "Incremental", "since=" + second));
  }

  @Test
  void withATimeOnlyTheNewestListBeforeItIsTheBase() {
    full(1);
    change("f");
    assertThat(incrementalSinceNow(2)).contains(name("f"));
    change("g");

    assertThat(incrementalSinceNow(3)).contains(name("g")).doesNotContain(name("f"));
  }

  @Test
  void ofAJobThatSkippedNamesAndIsKnownByItsTimeTheBaseCounts() throws TidemarkException {
    full(1);
    change("f");
    incrementalSinceNow(2);
    on.records().skipped(new JobName(HookedTree.job(2)), 1, HookedTree.job(1));
    change("g");

    assertThat(incrementalSinceNow(3)).contains(name("f"), name("g"));
  }

  /** Without a daemon nobody could say what it builds on; the job before it may have failed. */
  @Test
  void ofAJobThatHadNoDaemonAndIsKnownByItsTimeTheNewestConfirmedCounts() throws TidemarkException {
    full(1);
    change("f");
    incrementalSinceNow(2);
    change("g");
    incrementalSinceNow(3);
    on.records().unlisted(new JobName(HookedTree.job(3)), 1, "");

    assertThat(incrementalSinceNow(4)).contains(name("g")).doesNotContain(name("f"));
  }

  @Test
  void oneThatWasOnlyListedMayHaveFailedAndDoesNot() throws TidemarkException {
    full(1);
    long second = System.currentTimeMillis() / 1000 + 1;
    Eventually.await("the second is over", () -> System.currentTimeMillis() / 1000 > second);
    change("f");
    String since = "since=" + second;
    assertThat(good(on.block("objects", 2, "Incremental", since))).contains(name("f"));
    good(on.block("objects", 3, "Incremental", since));
    on.records().unlisted(new JobName(HookedTree.job(3)), 1, "");

    assertThat(incrementalSinceNow(4)).contains(name("f"));
  }

  @Test
  void whereNoneIsTheRootsAreListed() throws TidemarkException {
    full(1);
    on.records().unlisted(new JobName(HookedTree.job(1)), 1, "");

    assertThat(incrementalSinceNow(2)).startsWith(top());
  }

  /** Hazard 17: all that is listed is older than Bacula's since-time, and skipped. */
  @Test
  void whereTheDirectorsClockWasSetBackTheListIsSavedByALaterJob() {
    full(9);
    assertThat(on.window(9).exit()).isZero();
    change("f");
    assertThat(incremental(2, 9)).contains(name("f"));
    change("g");

    assertThat(incremental(10, 2)).contains(name("f"), name("g"));

    assertThat(on.window(2).out()).contains("WARNING: Bacula takes all that is listed for old");
    assertThat(on.window(10).exit()).isZero();
  }
}
