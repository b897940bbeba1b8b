package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.TidemarkException;

/** Starts in which something is not as it should be: each says why. */
class TroubledStartTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;
  private static final long MONDAY = SUNDAY + 100;
  private static final Duration SHORT = Duration.ofMillis(1500);

  @TempDir Path folder;
  private HookSite site;

  @AfterEach
  void stop() {
    site.close();
  }

  private void begin(String... configuration) throws IOException, TidemarkException {
    site = HookSite.start(folder, configuration).readingLate();
    site.full(SUNDAY);
    site.tree().write("one", "1");
  }

  private void deadline(Duration deadline) throws TidemarkException {
    site.install(site.installation().withLimits(deadline, 1000, 100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INCR", "CINC"})
  void anIncrementalScheduleIsRefusedSinceItSkipsOldTimes(String type)
      throws IOException, TidemarkException {
    begin();

    Outcome outcome = site.start(type, site.job(MONDAY));

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("type " + type, "old times");
    assertThat(site.log()).contains("FAILS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UBAK", "UARC"})
  void aUsersBackupPassesAndChangesNothing(String type) throws IOException, TidemarkException {
    begin();
    Ledger before = site.ledger();

    assertThat(site.start(type, site.job(MONDAY)).proceeds()).isTrue();

    assertThat(site.ledger()).isEqualTo(before);
  }

  @Test
  void anotherSchedulesJobPasses() throws IOException, TidemarkException {
    begin();
    StartCall call = new StartCall("c", "other", "policy", "FULL", site.job(MONDAY), 0);

    assertThat(new StartHook(site.surroundings()).run(call).proceeds()).isTrue();
  }

  @Test
  void anIncrementalOfTheBasePolicyIsNoBase() throws IOException, TidemarkException {
    begin();
    long runs = site.ledger().lastRun();
    StartCall call =
        new StartCall(HookSite.CLIENT, HookSite.BASE, HookSite.WEEKLY, "INCR", site.job(MONDAY), 0);

    assertThat(new StartHook(site.surroundings()).run(call).proceeds()).isTrue();

    assertThat(site.ledger().lastRun()).isEqualTo(runs);
  }

  @Test
  void anOpenGapAtTheDeadlineFailsTheJobAndNamesIt() throws IOException, TidemarkException {
    begin("[journal]", "reconcile = no");
    site.stopDaemon();
    site.startDaemon();
    deadline(Duration.ofSeconds(6));

    Outcome outcome = site.start(site.job(MONDAY));

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("nothing vouches for", site.tree().top().latin1());
    assertThat(site.lastRun().state()).isEqualTo(Run.State.FAILED);
    assertThat(site.lastRun().reason()).contains("nothing vouches for");
  }

  @Test
  void aGapThatIsReconciledBeforeTheDeadlineOnlyTakesItsTime()
      throws IOException, TidemarkException {
    begin();
    site.stopDaemon();
    site.tree().write("two", "2");
    site.startDaemon();

    Outcome outcome = site.start(site.job(MONDAY));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(site.listed()).contains("one", "two");
  }

  @Test
  void withWalkOnGapTheTreeIsListedWhole() throws IOException, TidemarkException {
    begin("[journal]", "reconcile = no");
    site.stopDaemon();
    site.startDaemon();
    site.install(site.installation().withWalkOnGap(true));

    Outcome outcome = site.start(site.job(MONDAY));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(site.listed()).containsExactly("");
  }

  @Test
  void withWalkOnGapAFirstBackupByListIsTheBase() throws IOException, TidemarkException {
    site = HookSite.start(folder).readingLate();
    site.install(site.installation().withWalkOnGap(true));
    site.tree().write("old", "1");
    site.backup(MONDAY);
    site.tree().write("new", "1");

    site.refresh();

    assertThat(site.listed()).containsExactly("new");
  }

  /** Hazard 25: bpbkar expands what a gap lists whole. */
  @Test
  void hazard25AWalkLeavesOutWhatIsExcluded() throws IOException, TidemarkException {
    site = HookSite.start(folder).readingLate();
    site.stopDaemon();
    site.exclude("*.lock").startDaemon();
    site.install(site.installation().withWalkOnGap(true));
    site.tree().write("a.lock", "");
    site.tree().mkdir("d");
    site.tree().write("d/f", "");

    site.refresh();

    assertThat(site.listed()).contains("d").doesNotContain("", "a.lock");
  }

  @Test
  void withoutABaseALaterRefreshPutsAListWithoutChangesInPlaceSoThatNothingIsWalked()
      throws IOException, TidemarkException {
    site = HookSite.start(folder);

    Outcome outcome = site.refresh();

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("no base yet");
    assertThat(site.entries()).hasSize(1);
    assertThat(site.listed()).isEmpty();
  }

  @Test
  void aListThatIsTooLongFailsTheJob() throws IOException, TidemarkException {
    begin();
    for (int i = 0; i < 10; i++) {
      site.tree().write("f" + i, "");
    }
    site.install(site.installation().withLimits(Duration.ofSeconds(20), 5, 100));

    Outcome outcome = site.start(site.job(MONDAY));

    assertThat(outcome.proceeds()).isFalse();
    assertThat(outcome.why()).contains("and 5 are allowed");
  }

  /** A daemon that takes the connection and then says nothing. */
  private ServerSocketChannel hangingDaemon() throws IOException {
    site.stopDaemon();
    Path socket = site.state().resolve("control.sock");
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    return server;
  }

  @Test
  void aDaemonThatHangsFailsTheJobAtTheDeadline() throws IOException, TidemarkException {
    begin();
    site.refresh();
    deadline(SHORT);
    try (ServerSocketChannel server = hangingDaemon()) {
      Outcome outcome = site.start(site.job(MONDAY));

      assertThat(server.isOpen()).isTrue();
      assertThat(outcome.proceeds()).isFalse();
      assertThat(outcome.why()).contains("deadline");
    }
  }

  @Test
  void afterADaemonThatHungTheNextStartIsAsUsual() throws IOException, TidemarkException {
    begin();
    deadline(SHORT);
    try (ServerSocketChannel server = hangingDaemon()) {
      assertThat(site.start(site.job(MONDAY)).proceeds()).as("" + server).isFalse();
    }
    Files.deleteIfExists(site.state().resolve("control.sock"));
    site.startDaemon();
    deadline(Duration.ofSeconds(20));

    Outcome outcome = site.start(site.job(MONDAY + 1));

    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    assertThat(site.listed()).contains("one");
  }

  @Test
  void aHookThatHoldsTheLockMakesTheNextOneWaitNoLongerThanItsDeadline()
      throws IOException, TidemarkException {
    begin();
    deadline(SHORT);
    try (LedgerFile held = LedgerFile.open(site.workplace().folder(), Deadline.in(SHORT))) {
      Outcome outcome = site.start(site.job(MONDAY));

      assertThat(held.folder()).isDirectory();
      assertThat(outcome.proceeds()).isFalse();
      assertThat(outcome.why()).contains("another hook");
    }
  }

  @Test
  void aTrueFullGoesOnAlthoughTheDaemonRefuses() throws IOException, TidemarkException {
    begin();
    Surroundings deaf =
        Surroundings.of(
            site.state(),
            () -> SocketJournalClient.connect(folder.resolve("nowhere")),
            new NativeKernel());
    StartCall call =
        new StartCall(HookSite.CLIENT, HookSite.BASE, HookSite.WEEKLY, "FULL", site.job(MONDAY), 0);

    assertThat(new StartHook(deaf).run(call).proceeds()).isTrue();
    assertThat(site.log()).contains("NO NEW BASE");
  }
}
