package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tidemark.journal.store.StoreFixture.CONSUMER;
import static org.tidemark.journal.store.StoreFixture.path;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/** Consumers, their windows, and how a commit moves their bases. */
class ConsumerWindowsTest {
  @TempDir Path scratch;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
  }

  @AfterEach
  void close() throws StoreException {
    fixture.close();
  }

  @Test
  void aFullMovesBothBasesAnIncrementalOnlyItsOwn() throws Exception {
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, 10).id());
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.INCREMENTAL, 10, 20).id());
    ConsumerRow consumer = fixture.store.consumer(CONSUMER).orElseThrow();

    assertThat(consumer.fullBase()).hasValue(10);
    assertThat(consumer.incrementalBase()).hasValue(20);
  }

  @Test
  void windowsMayBeCommittedInAnyOrderAndTheBaseNeverGoesBack() throws Exception {
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, 10).id());
    WindowRow early = fixture.addWindow(CONSUMER, Level.INCREMENTAL, 10, 20);
    WindowRow late = fixture.addWindow(CONSUMER, Level.INCREMENTAL, 10, 30);
    fixture.store.commit(late.id());
    fixture.store.commit(early.id());
    fixture.store.commit(early.id());

    assertThat(fixture.store.consumer(CONSUMER).orElseThrow().incrementalBase()).hasValue(30);
  }

  @Test
  void anAbortedWindowLeavesTheBaseAndCannotBeCommitted() throws Exception {
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, 10).id());
    WindowRow window = fixture.addWindow(CONSUMER, Level.INCREMENTAL, 10, 20);
    fixture.store.end(window.id(), WindowState.ABORTED);

    assertThatThrownBy(() -> fixture.store.commit(window.id()))
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining("ABORTED");
    assertThat(fixture.store.consumer(CONSUMER).orElseThrow().incrementalBase()).hasValue(10);
  }

  @Test
  void aWindowComesBackAsItWasAdded() throws Exception {
    fixture.store.addConsumer(CONSUMER, List.of(), "");
    WindowRow added =
        fixture.store.addWindow(
            new JournalStore.NewWindow(
                CONSUMER,
                "job 7",
                Level.CUMULATIVE,
                Level.FULL,
                0,
                5,
                true,
                path("/data"),
                path("/snap\u00ff")));
    fixture.store.markListed(added.id(), 42);
    fixture.reopen();
    WindowRow found = fixture.store.windowByKey(CONSUMER, "job 7").orElseThrow();

    assertThat(found.state()).isEqualTo(WindowState.LISTED);
    assertThat(found.entries()).isEqualTo(42);
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("state", "entries")
        .isEqualTo(added);
    assertThat(fixture.store.windowByKey(CONSUMER, "job 8")).isEmpty();
  }

  @Test
  void theNewestWindowOfAKeyIsTheOneThatCounts() throws Exception {
    WindowRow first = fixture.addWindow(CONSUMER, Level.FULL, 0, 10);
    WindowRow second = fixture.addWindow(CONSUMER, Level.FULL, 0, 11);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.windows()).extracting("id").containsExactly(second.id(), first.id());
    }
    assertThat(fixture.store.windowByKey(CONSUMER, "").orElseThrow()).isEqualTo(second);
  }

  @Test
  void aForgottenConsumerTakesItsWindowsAlong() throws Exception {
    WindowRow window = fixture.addWindow(CONSUMER, Level.FULL, 0, 10);

    assertThat(fixture.store.forgetConsumer(CONSUMER)).isTrue();
    assertThat(fixture.store.forgetConsumer(CONSUMER)).isFalse();
    assertThat(fixture.store.window(window.id())).isEmpty();
  }

  @Test
  void hazard3AConsumerKeepsItsPathsAndDestinationAndIsNotAddedTwice() throws Exception {
    List<PathBytes> paths = List.of(path("/data/b"), path("/data/a\u00ff"));
    fixture.store.addConsumer(CONSUMER, paths, "disk A");
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, 10).id());
    fixture.reopen();

    assertThatThrownBy(() -> fixture.store.addConsumer(CONSUMER, List.of(), "disk B"))
        .isInstanceOf(StoreException.class);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.consumers())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.paths()).isEqualTo(paths);
                assertThat(row.destination()).isEqualTo("disk A");
                assertThat(row.fullBase()).hasValue(10);
              });
      assertThat(reader.consumer(CONSUMER)).isEqualTo(fixture.store.consumer(CONSUMER));
    }
  }
}
