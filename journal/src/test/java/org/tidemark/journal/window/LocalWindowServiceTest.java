package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;

class LocalWindowServiceTest {
  @TempDir Path temp;
  private WindowFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new WindowFixture(temp);
  }

  @AfterEach
  void close() throws Exception {
    on.close();
  }

  @Test
  void anUnknownConsumerGetsAFullWhateverItAskedAndTheHeaderSaysWhy() throws Exception {
    on.write("a");
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    assertThat(window.level()).isEqualTo(Level.FULL);
    assertThat(window.asked()).isEqualTo(Level.INCREMENTAL);
    Path list = on.service.list(window.id());
    assertThat(on.lines(list)).containsExactly("S .");
    assertThat(WindowFixture.entries(list).get(0).reason()).isEqualTo(Reason.FULL);
    assertThat(WindowFixture.header(list).notes()).anyMatch(note -> note.contains("full"));
  }

  @Test
  void aWindowOpenedTwiceWithOneKeyIsTheSameWindow() throws Exception {
    WindowRow first = on.service.open(WindowFixture.request(Level.FULL, "job-1"));
    assertThat(on.service.open(WindowFixture.request(Level.FULL, "job-1")).id())
        .isEqualTo(first.id());
    Path unused = on.service.list(first.id());
    on.service.commit(first.id());
    assertThat(on.service.open(WindowFixture.request(Level.FULL, "job-1")).state())
        .isEqualTo(WindowState.COMMITTED);
  }

  @Test
  void clientsThatOpenOneKeyAtTheSameTimeGetOneWindow() throws Exception {
    on.full();
    on.write("a");
    on.changed("a");
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try {
      Callable<Long> client =
          () -> on.service.open(WindowFixture.request(Level.INCREMENTAL, "same")).id();
      Set<Long> ids = new HashSet<>();
      for (Future<Long> opened : clients.invokeAll(Collections.nCopies(4, client))) {
        ids.add(opened.get());
      }
      assertThat(ids).hasSize(1);
      assertThat(on.lines(on.service.list(ids.iterator().next()))).containsExactly("O a");
    } finally {
      clients.shutdown();
    }
  }

  @Test
  void anAbortedKeyOpensAnewAndCoversTheSameChanges() throws Exception {
    on.full();
    on.write("a");
    on.changed("a");
    WindowRow first = on.service.open(WindowFixture.request(Level.INCREMENTAL, "k"));
    on.service.abort(first.id());
    WindowRow second = on.service.open(WindowFixture.request(Level.INCREMENTAL, "k"));
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(on.lines(on.service.list(second.id()))).containsExactly("O a");
  }

  @Test
  void aCommitMovesTheBaseToTheEndAndWhatChangedDuringTheBackupIsListedAgain() throws Exception {
    on.full();
    on.write("a");
    on.write("b");
    on.changed("a");
    WindowRow window =
        on.service.open(
            new OpenRequest(
                WindowFixture.CONSUMER, Level.INCREMENTAL, "", List.of(), "", true, null, null));
    on.changed("b");
    assertThat(on.lines(on.service.list(window.id()))).containsExactly("O a", "O b");
    on.service.commit(window.id());
    assertThat(on.incremental()).containsExactly("O b");
  }

  @Test
  void committingAndAbortingTwiceIsHarmlessAndTheOtherWayIsRefused() throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.FULL, ""));
    Path unused = on.service.list(window.id());
    on.service.commit(window.id());
    assertThat(on.service.commit(window.id()).state()).isEqualTo(WindowState.COMMITTED);
    assertRefused(() -> on.service.abort(window.id()), "committed");
    WindowRow other = on.service.open(WindowFixture.request(Level.FULL, ""));
    on.service.abort(other.id());
    assertThat(on.service.abort(other.id()).state()).isEqualTo(WindowState.ABORTED);
    assertRefused(() -> on.service.commit(other.id()), "aborted");
  }

  @Test
  void aListThatNobodyReadProvesNoBackup() throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.FULL, ""));
    assertRefused(() -> on.service.commit(window.id()), "never listed");
  }

  @Test
  void cumulativeAndIncrementalHaveBasesOfTheirOwn() throws Exception {
    on.full();
    on.write("a");
    on.write("b");
    on.changed("a");
    WindowRow first = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    Path unused = on.service.list(first.id());
    on.service.commit(first.id());
    on.changed("b");
    WindowRow cumulative = on.service.open(WindowFixture.request(Level.CUMULATIVE, ""));
    assertThat(on.lines(on.service.list(cumulative.id()))).containsExactly("O a", "O b");
    assertThat(on.incremental()).containsExactly("O b");
    on.service.commit(cumulative.id());
    assertThat(on.incremental()).isEmpty();
  }

  @Test
  void anOlderWindowCommittedLaterDoesNotMoveTheBaseBack() throws Exception {
    on.full();
    on.write("a");
    on.changed("a");
    WindowRow older = on.service.open(WindowFixture.request(Level.INCREMENTAL, "older"));
    Path unused = on.service.list(older.id());
    on.changed("a");
    WindowRow newer = on.service.open(WindowFixture.request(Level.INCREMENTAL, "newer"));
    assertThat(on.lines(on.service.list(newer.id()))).containsExactly("O a");
    on.service.commit(newer.id());
    on.service.commit(older.id());
    assertThat(on.incremental()).isEmpty();
  }

  @Test
  void twoConsumersStandAtDifferentPositions() throws Exception {
    on.full();
    on.write("a");
    on.changed("a");
    ConsumerName second = new ConsumerName("test:two");
    WindowRow window =
        on.service.open(new OpenRequest(second, Level.FULL, "", List.of(), "", false, null, null));
    Path unused = on.service.list(window.id());
    on.service.commit(window.id());
    assertThat(on.incremental()).containsExactly("O a");
    WindowRow next =
        on.service.open(
            new OpenRequest(second, Level.INCREMENTAL, "", List.of(), "", false, null, null));
    assertThat(on.lines(on.service.list(next.id()))).isEmpty();
    assertThat(on.service.consumers())
        .extracting(ConsumerRow::incrementalBase)
        .doesNotContain(OptionalLong.empty());
  }

  @Test
  void aWindowWhoseClientIsGoneExpiresAndItsChangesComeAgain() throws Exception {
    on.full();
    on.write("a");
    on.changed("a");
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    long later = window.changedMillis() + Duration.ofHours(24).toMillis();
    on.service.expire(later);
    assertThat(on.service.show(window.id()).orElseThrow().state()).isEqualTo(WindowState.OPEN);
    on.service.expire(later + 1);
    assertThat(on.service.show(window.id()).orElseThrow().state()).isEqualTo(WindowState.EXPIRED);
    assertThat(on.state.resolve("windows")).isEmptyDirectory();
    assertThat(on.incremental()).containsExactly("O a");
  }

  @Test
  void hazard3AnotherPathUnderTheSameConsumerIsRefused() throws Exception {
    on.write("a/f");
    on.write("b/f");
    on.full(on.at("a"));
    assertRefused(
        () -> on.service.open(WindowFixture.request(Level.INCREMENTAL, "", on.at("b"))),
        "consumer forget");
    assertThat(on.service.open(WindowFixture.request(Level.INCREMENTAL, "", on.at("a"))).level())
        .isEqualTo(Level.INCREMENTAL);
  }

  @Test
  void hazard3AnotherDestinationUnderTheSameConsumerIsRefused() throws Exception {
    OpenRequest first =
        new OpenRequest(
            WindowFixture.CONSUMER, Level.FULL, "", List.of(), "diskA", false, null, null);
    on.service.open(first);
    OpenRequest other =
        new OpenRequest(
            WindowFixture.CONSUMER, Level.FULL, "", List.of(), "diskB", false, null, null);
    assertRefused(() -> on.service.open(other), "consumer forget");
    assertThat(on.service.forget(WindowFixture.CONSUMER)).isTrue();
    assertThat(on.service.open(other).level()).isEqualTo(Level.FULL);
  }

  @Test
  void aPathOutsideEveryRootIsRefused() {
    assertRefused(
        () ->
            on.service.open(WindowFixture.request(Level.FULL, "", PathBytes.ofLatin1("/nowhere"))),
        "not watched");
  }

  @Test
  void aFrozenFilesystemIsSaidSo() throws Exception {
    on.journal.freeze();
    assertThatThrownBy(() -> on.service.open(WindowFixture.request(Level.FULL, "")))
        .hasMessageContaining("frozen");
    assertThat(on.service.windows()).isEmpty();
  }

  @Test
  void hazard11ABaseBelowTheFloorIsAnsweredWithAFull() throws Exception {
    on.full();
    on.write("a");
    on.changed("a");
    on.journal.forgetAll();
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    assertThat(window.level()).isEqualTo(Level.FULL);
    assertThat(WindowFixture.header(on.service.list(window.id())).notes())
        .anyMatch(note -> note.contains("no longer has"));
    assertThatThrownBy(() -> on.service.changes(List.of(), 0))
        .hasMessageContaining("not in the journal");
  }

  @Test
  void hazard11ACommitWhoseEndIsBelowTheFloorIsRefused() throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.FULL, ""));
    Path unused = on.service.list(window.id());
    on.changed("a");
    on.journal.forgetAll();
    assertRefused(() -> on.service.commit(window.id()), "the journal begins at");
  }

  @Test
  void hazard18PresentAsWithoutSnapshotIsRefused() {
    OpenRequest request =
        new OpenRequest(
            WindowFixture.CONSUMER,
            Level.FULL,
            "",
            List.of(),
            "",
            false,
            on.top(),
            PathBytes.ofLatin1("/snap"));
    assertRefused(() -> on.service.open(request), "--snapshot");
  }

  @Test
  void hazard18WithASnapshotTheListIsMadeUnderThePresentedPath() throws Exception {
    on.write("old");
    on.full();
    on.write("kept");
    on.changed("kept");
    on.changed("late");
    Path snapshot = Files.createDirectory(temp.toRealPath().resolve("snap"));
    WindowRow window =
        on.service.open(
            new OpenRequest(
                WindowFixture.CONSUMER,
                Level.INCREMENTAL,
                "",
                List.of(),
                "",
                true,
                on.top(),
                PathBytes.ofUtf8(snapshot.toString())));
    Files.writeString(snapshot.resolve("kept"), "kept");
    on.write("late");
    assertThat(on.lines(on.service.list(window.id())))
        .containsExactly("O " + snapshot + "/kept", "R " + snapshot + "/late");
  }

  @Test
  void changesAreLookedAtWithoutAWindow() throws Exception {
    on.write("a");
    long first = on.journal.change(on.at("a"), ChangeBits.CONTENT);
    on.write("b");
    on.changed("b");
    Path list = on.service.changes(List.of(), first);
    assertThat(on.lines(list)).containsExactly("O b");
    assertThat(on.service.windows()).isEmpty();
    Files.delete(list);
  }

  @Test
  void listsAndManifestsAreSecretAndTheListGoesWhenTheWindowEnds() throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.FULL, ""));
    Path list = on.service.list(window.id());
    Path manifest = ManifestFiles.of(on.state, WindowFixture.CONSUMER, window.id());
    assertThat(mode(list)).isEqualTo("rw-------");
    assertThat(mode(manifest)).isEqualTo("rw-------");
    on.service.commit(window.id());
    assertThat(list).doesNotExist();
    assertThat(manifest).exists();
    assertRefused(() -> on.service.list(window.id()), "its list is gone");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void anAbortedWindowLeavesNoManifest() throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.FULL, ""));
    on.service.abort(window.id());
    assertThat(ManifestFiles.of(on.state, WindowFixture.CONSUMER, window.id())).doesNotExist();
  }

  @Test
  void afterARestartTheKeptListIsStillThere() throws Exception {
    on.full();
    on.write("a");
    on.changed("a");
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, "k"));
    Files.createFile(on.state.resolve("windows/rows-1.spool"));
    LocalWindowService again =
        on.serviceOver(Clock.fixed(Instant.ofEpochMilli(2_000_000), ZoneOffset.UTC));
    Files.delete(on.data.resolve("a"));
    assertThat(on.lines(again.list(window.id()))).containsExactly("O a");
    assertThat(on.state.resolve("windows/rows-1.spool")).doesNotExist();
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String saying) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TidemarkException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED);
              assertThat(e.forOperator()).contains(saying);
            });
  }
}
