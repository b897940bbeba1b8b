package org.tidemark.journal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** The file of the socket: who may open it, and what lies in its place when a daemon begins. */
class SocketFileTest {
  private static final Limits SMALL =
      new Limits(6, 2, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

  @TempDir Path folder;

  private Path state;
  private FakeWindowService windows;
  private final FakeDaemon daemon = new FakeDaemon();
  private ControlServer server;

  @BeforeEach
  void start() throws Exception {
    state = Files.createDirectory(folder.resolve("state"));
    windows = new FakeWindowService(folder);
    server = start(SMALL, null);
  }

  private ControlServer start(Limits limits, PeerCheck peers) throws TidemarkException {
    ControlSocket socket = ControlSocket.in(state, folder.resolve("run"));
    return ControlServer.start(socket, new Operations(windows, daemon), limits, peers);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SocketJournalClient connect() throws TidemarkException {
    return SocketJournalClient.connect(state);
  }

  @Test
  void aForeignUserIsTurnedAway() throws Exception {
    server.close();
    server = start(SMALL, new PeerCheck(Set.of()));

    assertThatThrownBy(() -> connect().roots()).hasMessageContaining("may not talk");
  }

  @Test
  void onlyItsOwnerMayOpenTheSocket() throws Exception {
    assertThat(Files.getPosixFilePermissions(state.resolve("control.sock")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aSecondServerIsRefusedAndTheFirstGoesOn() throws Exception {
    TidemarkException refusal =
        catchThrowableOfType(TidemarkException.class, () -> start(SMALL, null));

    assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(connect().roots()).hasSize(1);
  }

  @Test
  void aSocketLeftBehindIsReplaced() throws Exception {
    server.close();
    Path left = state.resolve("control.sock");
    var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(left));
    dead.close();
    assertThat(left).exists();

    server = start(SMALL, null);

    assertThat(connect().roots()).hasSize(1);
  }

  @Test
  void aFileInPlaceOfTheSocketIsLeftAlone() throws Exception {
    server.close();
    Path file = Files.writeString(state.resolve("control.sock"), "precious");

    assertThatThrownBy(() -> start(SMALL, null)).hasMessageContaining("in the way");

    assertThat(file).hasContent("precious");
  }

  @Test
  void aStoppedServerLeavesNoSocketAndNobodyAnswers() {
    server.close();

    assertThat(state.resolve("control.sock")).doesNotExist();
    TidemarkException error = catchThrowableOfType(TidemarkException.class, this::connect);
    assertThat(error.exitCode()).isEqualTo(ExitCode.NO_DAEMON);
    assertThat(error.hint()).contains("--state");
  }

  @Test
  void aStateFolderTooDeepForASocketGetsALinkToTheRunFolder() throws Exception {
    server.close();
    state = Files.createDirectories(folder.resolve("d".repeat(100)).resolve("\u00e9".repeat(60)));
    server = start(SMALL, null);

    assertThat(connect().roots()).hasSize(1);
    assertThat(state.resolve("control.sock")).isSymbolicLink();
    server.close();
    assertThat(Files.isSymbolicLink(state.resolve("control.sock"))).isFalse();
    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @Test
  void aRunFolderOfAnotherUserIsRefused() throws Exception {
    UserPrincipal stranger =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("65534");
    Path run = Files.createDirectory(folder.resolve("run"));
    assumeTrue(isGivenTo(stranger, run), "only root can give a folder to another user");
    server.close();
    state = Files.createDirectories(folder.resolve("d".repeat(120)));

    assertThatThrownBy(() -> start(SMALL, null)).hasMessageContaining("belongs to another user");

    assertThat(run).isEmptyDirectory();
    assertThat(state).isEmptyDirectory();
  }

  private static boolean isGivenTo(UserPrincipal owner, Path file) {
    try {
      Files.setOwner(file, owner);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
