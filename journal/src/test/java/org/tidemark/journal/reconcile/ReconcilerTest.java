package org.tidemark.journal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.SharedMapping;
import org.tidemark.journal.testing.TreeSnapshot;
import org.tidemark.journal.testing.Workload;
import org.tidemark.journal.walk.WalkPace;

/** Gaps become changes that are never too few. */
class ReconcilerTest {
  @TempDir private Path folder;

  private ReconcileFixture fixture;

  private ReconcileFixture on(Kind kind) throws Exception {
    fixture = new ReconcileFixture(kind, folder);
    return fixture;
  }

  @AfterEach
  void close() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  private List<String> reconciled() throws Exception {
    return fixture.lines(fixture.reconcile());
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS", "BTRFS"})
  void tellsWhatChangedInTheGapAndNothingElse(Kind kind) throws Exception {
    on(kind);
    fixture.tree.mkdirs("quiet/below");
    fixture.tree.write("quiet/below/old", "1");
    fixture.tree.mkdirs("busy");
    for (String name : List.of("content", "mode", "removed", "renamed", "untouched", "set-back")) {
      fixture.tree.write("busy/" + name, "1");
    }
    fixture.backedUp();
    fixture.gap(
        "",
        () -> {
          fixture.tree.write("busy/content", "2");
          fixture.tree.chmod("busy/mode", 0600);
          fixture.tree.unlink("busy/removed");
          fixture.tree.rename("busy/renamed", "busy/other");
          fixture.tree.write("busy/set-back", "2");
          fixture.tree.setModified("busy/set-back", 1_000_000, 0);
        });
    assertThat(reconciled())
        .containsExactly(
            "C busy reconciled",
            "O busy/content changed",
            "O busy/mode changed",
            "O busy/other changed",
            "O busy/set-back changed");
    assertThat(fixture.gaps()).isEmpty();
    assertThat(fixture.found)
        .as("names that are to bear witness")
        .contains(fixture.tree.path("busy/content"), fixture.tree.path("busy/mode"))
        .doesNotContain(fixture.tree.path("busy/untouched"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS", "BTRFS"})
  void aDirectoryMovedInWithOldTimesInsideIsWhole(Kind kind) throws Exception {
    on(kind);
    fixture.tree.mkdirs("from/moved/deep");
    fixture.tree.write("from/moved/deep/old", "1");
    fixture.tree.mkdirs("to");
    fixture.backedUp();
    fixture.gap("", () -> fixture.tree.rename("from/moved", "to/here"));
    assertThat(reconciled())
        .containsExactly("C from reconciled", "C to reconciled", "S to/here came-in-a-gap");
  }

  @Test
  void aNewDirectoryIsWholeAndNotWalked() throws Exception {
    on(Kind.EXT4);
    fixture.tree.mkdirs("a");
    fixture.backedUp();
    fixture.gap(
        "",
        () -> {
          fixture.tree.mkdirs("a/new/inner");
          fixture.tree.write("a/new/inner/file", "1");
        });
    assertThat(reconciled()).containsExactly("C a reconciled", "S a/new came-in-a-gap");
  }

  @Test
  void directoriesExchangedInOneDirectoryAreWholeAlthoughXfsTouchesTheirParentOnly()
      throws Exception {
    on(Kind.XFS);
    fixture.tree.mkdirs("versions/old");
    fixture.tree.mkdirs("versions/new");
    fixture.tree.write("versions/old/file", "1");
    fixture.backedUp();
    fixture.gap("", () -> fixture.tree.exchange("versions/old", "versions/new"));
    assertThat(reconciled())
        .containsExactly(
            "C versions reconciled",
            "S versions/new came-in-a-gap",
            "S versions/old came-in-a-gap");
  }

  @Test
  void aSnapshotThatCameInTheGapIsWholeHazard21AndHazard12() throws Exception {
    on(Kind.BTRFS);
    String top = fixture.tree.top().toString();
    Programs.run("btrfs", "subvolume", "create", top + "/volume").orFail();
    fixture.tree.write("volume/old", "1");
    fixture.tree.mkdirs("snapshots");
    fixture.nested = true;
    fixture.backedUp();
    fixture.gap(
        "",
        () ->
            Programs.run(
                    "btrfs", "subvolume", "snapshot", top + "/volume", top + "/snapshots/monday")
                .orFail());
    assertThat(reconciled()).contains("S snapshots/monday subvolume");
  }

  @Test
  void aPageThatWasDirtyBeforeTheGapIsWithinTheMarginHazard12() throws Exception {
    on(Kind.EXT4);
    fixture.tree.write("mapped", "a".repeat(4096));
    try (var file = fixture.tree.open("mapped");
        SharedMapping mapping = file.map(4096)) {
      mapping.write(0, "before".getBytes(StandardCharsets.US_ASCII));
      fixture.backedUp();
      fixture.gap("", () -> mapping.write(0, "inside".getBytes(StandardCharsets.US_ASCII)));
      fixture.marginNanos = Margin.nanos();
      assertThat(reconciled()).contains("O mapped changed");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"TMPFS", "OVERLAY"})
  void whereTimesCannotBeTrustedTheGapStaysHazard12(Kind kind) throws Exception {
    on(kind);
    fixture.tree.mkdirs("a");
    fixture.backedUp();
    fixture.gap("", () -> fixture.tree.write("a/file", "1"));
    assertThat(reconciled()).isEmpty();
    assertThat(fixture.gaps()).hasSize(1);
    assertRefused("ext4, xfs and btrfs only");
  }

  /** A write after a clean stop, and then a loss of power: its time never came to the disk. */
  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"DAEMON_DOWN", "UNCLEAN_STOP", "NOT_MOUNTED", "MOUNT_CHANGED", "MARK_LOST"})
  void aGapInWhichPowerMayHaveBeenLostStaysWhereTimesAreWrittenLazily(Reason reason)
      throws Exception {
    on(Kind.EXT4);
    lazily();
    fixture.backedUp();
    fixture.gap("", reason, System.currentTimeMillis(), () -> fixture.tree.write("file", "1"));
    assertThat(reconciled()).isEmpty();
    assertRefused("lazytime");
  }

  @Test
  void aGapWhileTheDaemonRanIsReconciledAlsoWhereTimesAreWrittenLazily() throws Exception {
    on(Kind.EXT4);
    lazily();
    fixture.backedUp();
    fixture.gap(
        "",
        Reason.QUEUE_OVERFLOW,
        System.currentTimeMillis(),
        () -> fixture.tree.write("file", "1"));
    assertThat(reconciled()).contains("O file changed");
    assertThat(fixture.gaps()).isEmpty();
  }

  private void lazily() {
    Programs.run("mount", "-o", "remount,lazytime", fixture.tree.top().toString()).orFail();
  }

  @Test
  void aGapFromBeforeTheClockWasSetBackStaysHazard12() throws Exception {
    on(Kind.EXT4);
    fixture.tree.mkdirs("a");
    fixture.backedUp();
    fixture.gap("", () -> fixture.tree.write("a/file", "1"));
    fixture.gap("", Reason.CLOCK_STEPPED_BACK, System.currentTimeMillis(), () -> {});
    assertThat(reconciled()).isEmpty();
    assertThat(fixture.gaps()).hasSize(2);
    fixture.gap("a", () -> fixture.tree.write("a/later", "1"));
    assertThat(reconciled()).contains("O a/later changed");
    assertThat(fixture.gaps()).extracting(Gap::path).containsOnly(fixture.tree.top());
  }

  @Test
  void aGapOfARootThatIsNewStays() throws Exception {
    on(Kind.EXT4);
    fixture.backedUp();
    fixture.gap("", Reason.NEW_ROOT, 0, () -> fixture.tree.write("file", "1"));
    assertThat(reconciled()).isEmpty();
    assertRefused("may be older than the gap");
  }

  private void assertRefused(String why) throws Exception {
    try (Reconciler reconciler = fixture.start()) {
      assertThat(fixture.status(reconciler).refused())
          .singleElement()
          .satisfies(refused -> assertThat(refused.why()).contains(why));
    }
  }

  @Test
  void aGapThatEndedBeforeEveryBaseIsNotWalked() throws Exception {
    on(Kind.EXT4);
    fixture.backedUp();
    fixture.gap("", () -> fixture.tree.write("file", "1"));
    fixture.backedUp();
    assertThat(reconciled()).isEmpty();
    assertThat(fixture.gaps()).hasSize(1);
  }

  @Test
  void gapsInsideOneAnotherAreWalkedOnceAndEachFromItsOwnBeginning() throws Exception {
    on(Kind.EXT4);
    fixture.tree.mkdirs("inner");
    fixture.tree.mkdirs("other");
    fixture.tree.write("inner/file", "1");
    fixture.tree.write("other/file", "1");
    fixture.backedUp();
    fixture.gap(
        "inner",
        () -> {
          fixture.tree.write("inner/file", "2");
          fixture.tree.write("other/file", "2");
        });
    fixture.write(store -> {});
    long then = System.currentTimeMillis() + 200;
    Eventually.await("a later time", () -> System.currentTimeMillis() > then);
    fixture.gap("", () -> fixture.tree.mkdir("late"));
    assertThat(reconciled())
        .containsExactlyInAnyOrder(
            "C . reconciled", "O inner/file changed", "S late came-in-a-gap");
    assertThat(fixture.gaps()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsWhole() throws Exception {
    on(Kind.EXT4);
    fixture.tree.mkdirs("locked/inside");
    fixture.tree.write("open", "1");
    fixture.backedUp();
    fixture.gap("", () -> fixture.tree.write("open", "2"));
    KernelWithFaults faults = new KernelWithFaults();
    faults.setFault((call, arguments) -> opens(call, arguments, "locked") ? -Errno.EIO : 0);
    fixture.kernel = faults.kernel();
    assertThat(reconciled()).containsExactly("S locked unreadable", "O open changed");
  }

  private static boolean opens(String call, Object[] arguments, String name) {
    return call.equals("openat2")
        && new String((byte[]) arguments[1], StandardCharsets.UTF_8).equals(name);
  }

  @Test
  void aPlaceBelowTheRootThatIsGoneIsToldByItsName() throws Exception {
    on(Kind.EXT4);
    fixture.tree.mkdirs("a/b");
    fixture.backedUp();
    fixture.gap("a/b", () -> fixture.tree.rmdir("a/b"));
    assertThat(reconciled()).containsExactly("S a/b came-in-a-gap");
    assertThat(fixture.gaps()).isEmpty();
  }

  @Test
  void goesOnAfterARestartWhereItWas() throws Exception {
    on(Kind.EXT4);
    for (String part : List.of("first", "second")) {
      for (int i = 0; i < 300; i++) {
        fixture.tree.mkdirs(part + "/" + part + i);
      }
      fixture.tree.write(part + "/" + part + "7/file", "1");
    }
    fixture.backedUp();
    fixture.gap(
        "",
        () -> {
          fixture.tree.write("first/first7/file", "2");
          fixture.tree.write("second/second7/file", "2");
        });
    String done = stopBeforeTheOther("first", "second");
    String other = done.equals("first") ? "second" : "first";
    fixture.restart();
    Set<String> opened = ConcurrentHashMap.newKeySet();
    KernelWithFaults noting = new KernelWithFaults();
    noting.setFault((call, arguments) -> note(call, arguments, opened));
    fixture.kernel = noting.kernel();
    assertThat(reconciled())
        .containsExactly("O first/first7/file changed", "O second/second7/file changed");
    assertThat(opened).contains(other + "7").doesNotContain(done + "7");
    assertThat(fixture.gaps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDaemonThatEndsBetweenTheLastFindingAndTheEndOfTheGapKeepsBoth(boolean died)
      throws Exception {
    on(Kind.EXT4);
    fixture.tree.mkdirs("a/b");
    fixture.tree.write("a/b/old", "1");
    fixture.backedUp();
    fixture.gap("a", () -> fixture.tree.write("a/b/old", "2"));
    fixture.gap("a/b", () -> fixture.tree.write("a/b/new", "1"));
    fixture.endRefused = true;
    try (Reconciler reconciler = fixture.start()) {
      Eventually.await("a refusal", () -> fixture.status(reconciler).problem().contains("refused"));
    }
    fixture.endRefused = false;
    if (died) {
      fixture.restartUnclean();
    } else {
      fixture.restart();
    }

    assertThat(fixture.gaps()).hasSize(2);
    assertThat(fixture.lines(fixture.rows()))
        .contains("C a/b reconciled", "O a/b/new changed", "O a/b/old changed");
    assertThat(reconciled()).contains("C a/b reconciled", "O a/b/new changed", "O a/b/old changed");
    assertThat(fixture.gaps()).isEmpty();
  }

  /** Ends the daemon when all but one of two directories was walked; gives the one that was. */
  private String stopBeforeTheOther(String one, String two) throws Exception {
    CountDownLatch ending = new CountDownLatch(1);
    List<String> order = new CopyOnWriteArrayList<>();
    KernelWithFaults blocking = new KernelWithFaults();
    blocking.setFault(
        (call, arguments) -> {
          boolean part = opens(call, arguments, one) || opens(call, arguments, two);
          if (part) {
            order.add(new String((byte[]) arguments[1], StandardCharsets.UTF_8));
          }
          return part && order.size() == 2 ? await(ending) : 0;
        });
    fixture.kernel = blocking.kernel();
    Reconciler reconciler = fixture.start();
    Eventually.await(
        "all but a part",
        () ->
            fixture.status(reconciler).walk().filter(walk -> walk.directories() > 301).isPresent());
    Thread closing = new Thread(reconciler::close);
    closing.start();
    Eventually.await("closing", () -> closing.getState() == Thread.State.WAITING);
    ending.countDown();
    closing.join();
    fixture.kernel = new NativeKernel();
    return order.get(0);
  }

  private static int await(CountDownLatch latch) {
    try {
      latch.await();
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int note(String call, Object[] arguments, Set<String> opened) {
    if (call.equals("openat2")) {
      opened.add(new String((byte[]) arguments[1], StandardCharsets.UTF_8));
    }
    return 0;
  }

  @Test
  void aWindowHaltsTheWalk() throws Exception {
    on(Kind.EXT4);
    fixture.tree.mkdirs("a");
    fixture.backedUp();
    fixture.gap("", () -> fixture.tree.write("a/file", "1"));
    try (Reconciler reconciler = fixture.start()) {
      reconciler.halt();
      Eventually.await(
          "a walk that stands still",
          () -> fixture.status(reconciler).walk().filter(ReconcileStatus.Walk::halted).isPresent());
      assertThat(fixture.rows()).isEmpty();
      assertThat(fixture.others.now).as("other walks wait for this one").hasValue(1);
      reconciler.resume();
      Eventually.await("its end", () -> fixture.status(reconciler).waiting() == 0);
    }
    assertThat(fixture.others.now).as("until it has ended").hasValue(0);
    assertThat(fixture.lines(fixture.rows())).contains("O a/file changed");
  }

  @Test
  void aWalkRestsWhileManyEventsComeAndStillEnds() throws Exception {
    on(Kind.EXT4);
    for (int i = 0; i < 20; i++) {
      fixture.tree.mkdirs("a" + i);
    }
    fixture.backedUp();
    fixture.gap("", () -> fixture.tree.write("a1/file", "1"));
    AtomicLong events = new AtomicLong();
    fixture.pace = new WalkPace(() -> events.addAndGet(1_000_000_000), System::nanoTime);
    try (Reconciler reconciler = fixture.start()) {
      Eventually.await(
          "a walk that rests",
          () ->
              fixture.status(reconciler).walk().filter(ReconcileStatus.Walk::resting).isPresent());
      Eventually.await("its end", () -> fixture.status(reconciler).waiting() == 0);
    }
    assertThat(fixture.lines(fixture.rows())).contains("O a1/file changed");
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS", "BTRFS"})
  void nothingThatRandomWorkDidInTheGapIsMissed(Kind kind) throws Exception {
    on(kind);
    long seed = Workload.newSeed();
    Workload.Options options = Workload.Options.everything().withoutLongMappings();
    try (Workload workload = new Workload(fixture.tree, seed, options)) {
      workload.run(1_500);
      workload.barrier();
      for (int round = 0; round < 4; round++) {
        fixture.backedUp();
        TreeSnapshot before = TreeSnapshot.of(fixture.tree);
        fixture.gap("", () -> workload.run(150));
        workload.barrier();
        List<ReconcileFixture.Row> rows = fixture.reconcile();
        TreeSnapshot after = TreeSnapshot.of(fixture.tree);
        assertThat(missed(before, after, rows)).as("seed %d round %d", seed, round).isEmpty();
        assertThat(fixture.gaps()).isEmpty();
      }
    }
  }

  private static List<String> missed(
      TreeSnapshot before, TreeSnapshot after, List<ReconcileFixture.Row> rows) {
    Recorded recorded = new Recorded(Map.of());
    rows.forEach(row -> recorded.change(row.path(), row.bits(), row.reason()));
    // A listed name that is a file now says of itself that nothing is below it any more.
    TreeSnapshot expected =
        before.without(
            path -> after.isBelowWhatIsNoDirectory(path) && recorded.names(path.parent()));
    return expected.missedBy(recorded, after);
  }
}
