package org.tidemark.journal.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.walk.TreeWalk;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkOutcome;
import org.tidemark.journal.walk.WalkPace;
import org.tidemark.journal.walk.WalkRequest;

/** While a window is opened or listed, no walk of the link index goes on. */
class CurrentWalkTest {
  @TempDir private Path folder;

  private final CurrentWalk current = new CurrentWalk(WalkPace.FULL);

  private CompletableFuture<WalkOutcome> walk(WalkControl control) {
    NativeKernel kernel = new NativeKernel();
    FoundLinks none = new FoundLinks(null);
    PathBytes top = PathBytes.ofUtf8(folder.toString());
    WalkRequest request = new WalkRequest(top, Exclusions.NONE, List.of(), false, 1, 0);
    return CompletableFuture.supplyAsync(
        () -> TreeWalk.run(kernel, request, () -> new CensusVisitor(kernel, none, 0), control));
  }

  @Test
  void aWalkThatBeginsDuringAHaltWaitsForTheLastResume() {
    current.halt();
    current.halt();
    CompletableFuture<WalkOutcome> walk = walk(current.next());
    current.resume();
    assertThat(walk).isNotDone();

    current.resume();

    assertThat(walk.join().complete()).isTrue();
  }

  @Test
  void aHaltedWalkCanBeEnded() {
    current.halt();
    CompletableFuture<WalkOutcome> walk = walk(current.next());

    current.stop();

    assertThat(walk.join().complete()).isFalse();
  }
}
