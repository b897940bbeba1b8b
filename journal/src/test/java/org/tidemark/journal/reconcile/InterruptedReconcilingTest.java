package org.tidemark.journal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** What was reconciled stays so over the end of a daemon; what was not is walked then. */
class InterruptedReconcilingTest extends ReconcileCase {
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
}
