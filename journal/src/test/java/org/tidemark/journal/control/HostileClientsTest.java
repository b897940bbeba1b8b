package org.tidemark.journal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/** Clients that are hostile, slow or many, on a real socket: nobody else waits for them. */
class HostileClientsTest extends ServedCase {
  private SocketChannel raw() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(served.socket()));
  }

  static List<byte[]> hostileLines() {
    return List.of(
        bytes("\n"),
        bytes("hello\n"),
        bytes("GET / HTTP/1.1\r\n\r\n"),
        bytes("[]\n"),
        bytes("\"status\"\n"),
        bytes("{\n"),
        bytes("{}\n"),
        bytes("{'op':'status'}\n"),
        bytes("{\"op\":\"status\"} {\"op\":\"status\"}\n"),
        bytes("{\"op\":\"reboot\"}\n"),
        bytes("{\"op\":null}\n"),
        bytes("{\"op\":7}\n"),
        bytes("{\"op\":[\"status\"]}\n"),
        bytes("{\"op\":\"window.commit\"}\n"),
        bytes("{\"op\":\"window.commit\",\"window\":\"1\"}\n"),
        bytes("{\"op\":\"window.commit\",\"window\":1.5}\n"),
        bytes("{\"op\":\"window.commit\",\"window\":1e999999999}\n"),
        bytes("{\"op\":\"window.commit\",\"window\":" + "9".repeat(1000) + "}\n"),
        bytes("{\"op\":\"window.commit\",\"window\":{}}\n"),
        bytes("{\"op\":\"window.open\",\"consumer\":\"a b\",\"level\":\"FULL\"}\n"),
        bytes("{\"op\":\"window.open\",\"consumer\":\"a\",\"level\":\"HALF\"}\n"),
        bytes("{\"op\":\"window.open\",\"consumer\":\"a\",\"level\":\"FULL\",\"paths\":\"/\"}\n"),
        bytes("{\"op\":\"window.open\",\"consumer\":\"a\",\"level\":\"FULL\",\"paths\":[1]}\n"),
        bytes("{\"op\":\"window.open\",\"consumer\":\"a\",\"level\":\"FULL\",\"paths\":[\"a\"]}\n"),
        bytes(
            "{\"op\":\"window.open\",\"consumer\":\"a\",\"level\":\"FULL\",\"paths\":[\"/%\"]}\n"),
        bytes(
            "{\"op\":\"window.open\",\"consumer\":\"a\",\"level\":\"FULL\",\"snapshot\":\"no\"}\n"),
        bytes("{\"op\":\"changes\",\"sincePosition\":\"yesterday\"}\n"),
        bytes("{\"op\":\"status\",\"x\":" + "[".repeat(30_000) + "}\n"),
        bytes("{\"op\":\"status\",\"x\":" + "{\"a\":".repeat(10_000) + "}\n"),
        bytes("{\"op\":\"" + "x".repeat(Protocol.LONGEST_REQUEST) + "\"}\n"),
        bytes("x".repeat(Protocol.LONGEST_REQUEST * 4)),
        new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}', '\n'},
        new byte[] {0, 0, 0, '\n'});
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("hostileLines")
  void aHostileLineGetsOneErrorAndHarmsNobody(byte[] line) throws Exception {
    try (SocketChannel channel = raw()) {
      sendAll(channel, line);
      String answer = readToEnd(channel);

      assertThat(answer.lines()).hasSize(1);
      JsonObject error = JsonParser.parseString(answer).getAsJsonObject().getAsJsonObject("error");
      assertThat(error.get("code").getAsInt()).isEqualTo(ExitCode.USAGE.number());
      assertThat(error.get("message").getAsString()).isNotEmpty();
    }
    assertThat(served.connect().roots()).hasSize(1);
    assertThat(windows.requests()).isEmpty();
  }

  /** The server may close its end before it has read everything. */
  private static void sendAll(SocketChannel channel, byte[] line) {
    ByteBuffer data = ByteBuffer.wrap(line);
    try {
      while (data.hasRemaining()) {
        channel.write(data);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("Broken pipe");
    }
  }

  private static String readToEnd(SocketChannel channel) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      while (channel.read(buffer.clear()) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
      }
    } catch (IOException e) {
      // What we sent and nobody read makes the kernel end the connection with an error.
      assertThat(e).hasMessageContaining("Connection reset");
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Test
  void clientsThatSayNothingDoNotKeepOthersWaiting() throws Exception {
    List<SocketChannel> silent = new ArrayList<>();
    for (int i = 0; i < ServedState.SMALL.connections() - 1; i++) {
      SocketChannel channel = raw();
      channel.write(ByteBuffer.wrap(bytes("{\"op\":")));
      silent.add(channel);
    }

    assertThat(served.connect().roots()).hasSize(1);

    for (SocketChannel channel : silent) {
      channel.close();
    }
  }

  @Test
  void aClientThatNeverEndsItsRequestIsToldAndCut() throws Exception {
    served.close();
    Duration brief = Duration.ofMillis(50);
    served.start(new Limits(6, 2, brief, brief, brief), null);
    try (SocketChannel channel = raw()) {
      channel.write(ByteBuffer.wrap(bytes("{")));

      assertThat(readToEnd(channel)).contains("no request within");
    }
  }

  @Test
  void aClientThatDoesNotTakeItsListIsCutAndHoldsNobodyElse() throws Exception {
    served.close();
    Duration brief = Duration.ofMillis(50);
    served.start(new Limits(6, 1, Duration.ofSeconds(20), brief, brief), null);
    for (int i = 0; i < 100_000; i++) {
      windows.list(Entry.object(PathBytes.ofLatin1("/a/long/enough/to/fill/" + i), 1, 0));
    }
    served.connect().open(OpenCall.of(new ConsumerName("a"), Level.FULL, List.of(), ""));

    StoredListReader neglected = served.connect().list(1);
    awaitAnotherList();

    assertThatThrownBy(() -> pathsOf(neglected)).hasMessageContaining("cut short");
  }

  /** The one list that may be on its way is free again only when the neglected one was cut. */
  private void awaitAnotherList() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      try (StoredListReader list = served.connect().list(1)) {
        assertThat(list.header().window()).isEqualTo(1);
        return;
      } catch (TidemarkException e) {
        assertThat(e).hasMessageContaining("too many lists");
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("the neglected list was never cut");
  }

  @Test
  void manyClientsAtOnceAreAllAnswered() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(20);
    List<Callable<Long>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      OpenCall call = OpenCall.of(new ConsumerName("c" + i), Level.FULL, List.of(), "");
      calls.add(() -> served.connect().open(call).id());
    }
    Set<Long> ids = new HashSet<>();
    for (Future<Long> id : clients.invokeAll(calls)) {
      ids.add(id.get());
    }
    clients.shutdown();

    assertThat(ids).hasSize(200);
  }

  @Test
  void aRequestThatIsTooLongIsRefusedBeforeItIsSent() {
    PathBytes path = PathBytes.ofLatin1("/" + "p".repeat(4000));
    List<PathBytes> paths = Collections.nCopies(20, path);
    OpenCall call = OpenCall.of(new ConsumerName("a"), Level.FULL, paths, "");

    assertThatThrownBy(() -> served.connect().open(call)).hasMessageContaining("65536 are allowed");
  }
}
