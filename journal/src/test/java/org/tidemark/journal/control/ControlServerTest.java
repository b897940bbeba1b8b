package org.tidemark.journal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;

/** The real server and the real client on a real socket; only the windows behind are fake. */
class ControlServerTest extends ServedCase {
  @Test
  void aWindowIsOpenedListedShownAndCommitted() throws Exception {
    windows.list(Entry.object(PathBytes.ofLatin1("/srv/a\n\u00ff#"), 1, 0));
    SocketJournalClient client = served.connect();

    PathBytes path = PathBytes.ofLatin1("/srv/\u0080 %");
    PathBytes shown = PathBytes.ofLatin1("/mnt");
    ConsumerName consumer = new ConsumerName("bacula:job%20x");
    WindowInfo opened =
        client.open(
            new OpenCall(
                consumer, Level.CUMULATIVE, "k\u00ff", List.of(path), "d", true, path, shown));

    assertThat(opened)
        .isEqualTo(
            new WindowInfo(
                1,
                "bacula:job%20x",
                "k\u00ff",
                Level.CUMULATIVE,
                Level.FULL,
                FakeDaemon.JOURNAL,
                0,
                40,
                "open",
                3,
                1000));
    assertThat(windows.requests().get(0).paths()).containsExactly(path);
    assertThat(windows.requests().get(0).presentTo()).isEqualTo(shown);
    assertThat(windows.requests().get(0).snapshot()).isTrue();
    assertThat(pathsOf(client.list(1))).containsExactly("/srv/a\n\u00ff#");
    assertThat(client.show(1)).contains(opened);
    assertThat(client.show(2)).isEmpty();
    assertThat(client.commit(1).state()).isEqualTo("committed");
    assertThat(client.abort(1).state()).isEqualTo("aborted");
    assertThat(client.windows()).extracting(WindowInfo::state).containsExactly("aborted");
  }

  @Test
  void rootsAndConsumersKeepTheirBytes() throws Exception {
    assertThat(served.connect().roots())
        .containsExactly(
            new RootInfo(
                PathBytes.ofLatin1("/srv/\u00ff"), true, List.of("/srv/\u00ff/tmp", "*.\u00e9")));
    assertThat(served.connect().consumers())
        .singleElement()
        .satisfies(
            consumer -> {
              assertThat(consumer.paths()).containsExactly(PathBytes.ofLatin1("/srv/\u00ff\n"));
              assertThat(consumer.fullBase()).isEqualTo(FakeDaemon.JOURNAL + ":7");
              assertThat(consumer.incrementalBase()).isEmpty();
              assertThat(consumer.stale()).isTrue();
            });
    assertThat(served.connect().forget(new ConsumerName("rsync:mail"))).isTrue();
    assertThat(served.connect().forget(new ConsumerName("unknown"))).isFalse();
  }

  @Test
  void statusHoldsTheLiveWindowsAndTheConsumers() throws Exception {
    JsonObject status = new JsonObject();
    status.addProperty("sequence", 40);
    served.daemon.says(status);
    SocketJournalClient client = served.connect();
    client.open(OpenCall.of(new ConsumerName("a"), Level.FULL, List.of(), ""));
    client.open(OpenCall.of(new ConsumerName("b"), Level.FULL, List.of(), ""));
    client.commit(1);

    JsonObject answer = client.status();

    assertThat(answer.keySet()).containsExactlyInAnyOrder("sequence", "consumers", "windows");
    assertThat(answer.getAsJsonArray("windows")).hasSize(1);
    assertThat(answer.getAsJsonArray("consumers")).hasSize(1);
  }

  @Test
  void anErrorOfTheServiceArrivesWithMessageCodeAndHint() throws Exception {
    TidemarkException error =
        catchThrowableOfType(TidemarkException.class, () -> served.connect().commit(99));

    assertThat(error).hasMessage("no window 99");
    assertThat(error.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(error.hint()).isEqualTo("Open one first.");
    assertThatThrownBy(() -> served.connect().list(99)).hasMessage("no window 99");
  }

  @Test
  void aBugBehindTheSocketIsAnAnswerAndNotTheEndOfTheServer() throws Exception {
    windows.failWith(new IllegalStateException("boom"));

    assertThatThrownBy(() -> served.connect().windows()).hasMessageContaining("boom");
    assertThat(served.connect().roots()).hasSize(1);
  }

  @Test
  void changesStartWhereTheyAreAskedToAndLeaveNoFile() throws Exception {
    windows.list(Entry.object(PathBytes.ofLatin1("/a"), 1, 0));
    PathBytes path = PathBytes.ofLatin1("/srv");
    Position position = new Position(FakeDaemon.JOURNAL, 12);

    assertThat(pathsOf(served.connect().changes(List.of(path), new Since.After(position))))
        .containsExactly("/a");
    assertThat(windows.changesAsked()).isEqualTo("[/srv] after 12");
    served.connect().changes(List.of(), new Since.Time(Instant.ofEpochSecond(20))).close();
    assertThat(windows.changesAsked()).isEqualTo("[] after 20");
    served.connect().changes(List.of(), new Since.Beginning()).close();
    assertThat(windows.changesAsked()).isEqualTo("[] after 10");
    try (var files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.toString().contains("look-"));
    }
  }

  static List<Since> worthlessStarts() {
    return List.of(
        new Since.After(new Position("f".repeat(32), 12)),
        new Since.After(new Position(FakeDaemon.JOURNAL, 41)),
        new Since.After(new Position(FakeDaemon.JOURNAL, 9)),
        new Since.Time(Instant.ofEpochSecond(9)));
  }

  @ParameterizedTest
  @MethodSource("worthlessStarts")
  void changesSinceWhatTheJournalCannotVouchForAreRefused(Since since) {
    TidemarkException refusal =
        catchThrowableOfType(
            TidemarkException.class, () -> served.connect().changes(List.of(), since).close());

    assertThat(refusal.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(windows.changesAsked()).isEmpty();
  }

  @Test
  void aListCutShortIsNoticedByItsReader() throws Exception {
    windows.list(Entry.object(PathBytes.ofLatin1("/a"), 1, 0));
    windows.cutListsShort();
    served.connect().open(OpenCall.of(new ConsumerName("a"), Level.FULL, List.of(), ""));

    assertThatThrownBy(() -> pathsOf(served.connect().list(1)))
        .hasMessageContaining("cut short after 1");
  }

  @Test
  void aListWhoseDaemonStopsIsNoticedByItsReader() throws Exception {
    for (int i = 0; i < 100_000; i++) {
      windows.list(Entry.object(PathBytes.ofLatin1("/a/long/enough/to/fill/" + i), 1, 0));
    }
    served.connect().open(OpenCall.of(new ConsumerName("a"), Level.FULL, List.of(), ""));

    StoredListReader list = served.connect().list(1);
    served.close();

    assertThatThrownBy(() -> pathsOf(list)).hasMessageContaining("cut short");
  }

  @Test
  void aClientOutlivesARestartOfTheDaemon() throws Exception {
    SocketJournalClient client = served.connect();
    client.open(OpenCall.of(new ConsumerName("a"), Level.FULL, List.of(), ""));
    served.close();
    served.start();

    assertThat(client.commit(1).state()).isEqualTo("committed");
  }
}
