package org.tidemark.journal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.walk.WalkPace;

/** A walk gives way to windows and to events, and still ends. */
class ReconcilePaceTest extends ReconcileCase {
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
}
