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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** The file of the socket: who may open it, and what lies in its place when a daemon begins. */
class SocketFileTest extends ServedCase {
  @Test
  void aForeignUserIsTurnedAway() throws Exception {
    served.close();
    served.start(ServedState.SMALL, new PeerCheck(Set.of()));

    assertThatThrownBy(() -> served.connect().roots()).hasMessageContaining("may not talk");
  }

  @Test
  void onlyItsOwnerMayOpenTheSocket() throws Exception {
    assertThat(Files.getPosixFilePermissions(served.socket()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aSecondServerIsRefusedAndTheFirstGoesOn() throws Exception {
    TidemarkException refusal = catchThrowableOfType(TidemarkException.class, () -> served.start());

    assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(served.connect().roots()).hasSize(1);
  }

  @Test
  void aSocketLeftBehindIsReplaced() throws Exception {
    served.close();
    Path left = served.socket();
    var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(left));
    dead.close();
    assertThat(left).exists();

    served.start();

    assertThat(served.connect().roots()).hasSize(1);
  }

  @Test
  void aFileInPlaceOfTheSocketIsLeftAlone() throws Exception {
    served.close();
    Path file = Files.writeString(served.socket(), "precious");

    assertThatThrownBy(() -> served.start()).hasMessageContaining("in the way");

    assertThat(file).hasContent("precious");
  }

  @Test
  void aStoppedServerLeavesNoSocketAndNobodyAnswers() {
    served.close();

    assertThat(served.socket()).doesNotExist();
    TidemarkException error = catchThrowableOfType(TidemarkException.class, served::connect);
    assertThat(error.exitCode()).isEqualTo(ExitCode.NO_DAEMON);
    assertThat(error.hint()).contains("--state");
  }

  @Test
  void aStateFolderTooDeepForASocketGetsALinkToTheRunFolder() throws Exception {
    Path deep = folder.resolve("d".repeat(100)).resolve("\u00e9".repeat(60));
    served.moveTo(Files.createDirectories(deep));
    served.start();

    assertThat(served.connect().roots()).hasSize(1);
    assertThat(served.socket()).isSymbolicLink();
    served.close();
    assertThat(Files.isSymbolicLink(served.socket())).isFalse();
    assertThat(served.runFolder()).isEmptyDirectory();
  }

  @Test
  void aRunFolderOfAnotherUserIsRefused() throws Exception {
    UserPrincipal stranger =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("65534");
    Path run = Files.createDirectory(served.runFolder());
    assumeTrue(isGivenTo(stranger, run), "only root can give a folder to another user");
    Path state = Files.createDirectories(folder.resolve("d".repeat(120)));
    served.moveTo(state);

    assertThatThrownBy(() -> served.start()).hasMessageContaining("belongs to another user");

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
