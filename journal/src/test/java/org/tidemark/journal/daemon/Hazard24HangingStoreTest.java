package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Hazard 24: whoever else waits, the queues are read and a client is answered in time. */
class Hazard24HangingStoreTest {
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private ScratchFilesystem watched;
  private ScratchFilesystem stateDisk;
  private ScratchFilesystem frozen;
  private RunningDaemon daemon;
  private Tidemark tidemark;
  private ByteTree tree;

  @BeforeEach
  void start() throws Exception {
    watched = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4);
    stateDisk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4);
    tree = watched.tree();
    daemon = new RunningDaemon(folder, Path.of(stateDisk.path().toString(), "state"));
    daemon.deadlines(DEADLINE).watch(tree.top());
    tidemark = daemon.tidemark();
    tidemark.next("c");
  }

  @AfterEach
  void release() {
    thaw();
    daemon.close();
    watched.close();
    stateDisk.close();
  }

  private void freeze(ScratchFilesystem filesystem) {
    frozen = filesystem;
    filesystem.freeze();
  }

  private void thaw() {
    if (frozen != null) {
      frozen.thaw();
      frozen = null;
    }
  }

  private void write(String prefix, int count) {
    for (int file = 0; file < count; file++) {
      tree.write(prefix + file, "1");
    }
  }

  private void assertNextHas(String prefix, int count) {
    List<String> next = tidemark.next("c");
    for (int file = 0; file < count; file++) {
      assertThat(next).contains("O " + tree.path(prefix + file) + " changed");
    }
  }

  @Test
  void aFrozenStateDiskIsAnsweredWithinTheDeadlineAndNothingIsLost() {
    freeze(stateDisk);
    write("while-frozen-", 3000);
    Answer refused = tidemark.run("window", "open", "--consumer", "c");

    refused.isRefused(1, "did not answer within 1 s");
    assertThat(refused.err()).contains("frozen");
    thaw();
    assertNextHas("while-frozen-", 3000);
  }

  @Test
  void aWindowOfAFrozenTreeIsOpenedAndListedBeforeItIsThawed() {
    write("before-", 10);
    freeze(watched);

    assertNextHas("before-", 10);
  }

  @Test
  void aClientThatDoesNotReadItsListHoldsUpNobody() throws Exception {
    write("n".repeat(150) + "-", 12_000);
    String window = tidemark.open("c");
    try (SocketChannel slow = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      slow.connect(UnixDomainSocketAddress.of(daemon.state().resolve("control.sock")));
      send(slow, "{\"op\":\"window.list\",\"window\":" + window + "}\n");
      Eventually.await("its list has begun", () -> readSome(slow));
      long before = rows();
      write("while-slow-", 2000);

      Eventually.await("rows are written", () -> rows() >= before + 2000);
      assertNextHas("while-slow-", 2000);
    }
  }

  private long rows() {
    return tidemark.status().getAsJsonObject("ingest").get("rows").getAsLong();
  }

  private static void send(SocketChannel channel, String line) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  private static boolean readSome(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(64)) > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
