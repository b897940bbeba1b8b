package org.tidemark.journal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.SharedMapping;

/** Where times of files prove nothing the gap stays, and status says why. */
class UntrustedTimesTest extends ReconcileCase {
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
}
