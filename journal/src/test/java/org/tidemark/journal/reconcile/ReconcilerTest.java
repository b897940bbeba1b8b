package org.tidemark.journal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.TreeSnapshot;
import org.tidemark.journal.testing.Workload;

/** Gaps become changes that are never too few. */
class ReconcilerTest extends ReconcileCase {
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

  @Test
  void aPlaceBelowTheRootThatIsGoneIsToldByItsName() throws Exception {
    on(Kind.EXT4);
    fixture.tree.mkdirs("a/b");
    fixture.backedUp();
    fixture.gap("a/b", () -> fixture.tree.rmdir("a/b"));
    assertThat(reconciled()).containsExactly("S a/b came-in-a-gap");
    assertThat(fixture.gaps()).isEmpty();
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
    // A name that is listed or compared, and a file now, says of itself that nothing is below it.
    TreeSnapshot expected =
        before.without(
            path ->
                after.isBelowWhatIsNoDirectory(path)
                    && (recorded.names(path.parent())
                        || recorded.names(path.parent().parent(), ChangeBits.CONTENTS)));
    return expected.missedBy(recorded, after);
  }
}
