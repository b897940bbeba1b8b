package org.tidemark.rsync.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/** Programs on another machine get the same bytes as here, over a real ssh connection. */
class SshHostTest {
  @TempDir private Path temporary;
  private final Programs programs = new Programs();
  private LoopbackSsh ssh;

  @BeforeEach
  void startSshd() throws Exception {
    ssh = LoopbackSsh.start(temporary.resolve("ssh"));
  }

  @AfterEach
  void stopSshd() throws Exception {
    if (ssh != null) {
      ssh.close();
    }
  }

  private SshHost connect() throws TidemarkException {
    return SshHost.connect(programs, RemoteShell.of(ssh.command()), "127.0.0.1");
  }

  private static String everyByte() {
    StringBuilder out = new StringBuilder();
    for (char value = 1; value < 256; value++) {
      out.append(value == '/' ? "" : value);
    }
    return out.toString();
  }

  @Test
  void everyByteOfAnArgumentArrives() throws Exception {
    String argument = " '\"$(x)`!*~" + everyByte() + "\n\n";
    try (SshHost host = connect()) {
      assertThat(host.run(Program.of("printf", "%s", argument)).output()).isEqualTo(argument);
      assertThat(host.run(Program.of("printf", "<%s><%s>", "", "x")).output()).isEqualTo("<><x>");
    }
  }

  @Test
  void filesOfThisMachineAreItsInputAndItsExitStatusComesBack() throws Exception {
    Path input = Files.write(temporary.resolve("input"), new byte[] {0, (byte) 255, '\n'});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SshHost host = connect()) {
      Program program = Program.of("sh", "-c", "cat; exit 77").reading(input);
      assertThat(host.run(program, out, new ByteArrayOutputStream())).isEqualTo(77);
      assertThat(out.toByteArray()).containsExactly(0, 255, '\n');
      assertThat(host.run(Program.of("cat")).output()).isEmpty();
    }
  }

  @Test
  void questionsAboutFilesAreAnsweredAsHere() throws Exception {
    ByteFiles here = new ByteFiles(programs);
    PathBytes folder = here.real(Program.latin1(temporary));
    PathBytes odd = folder.child(everyByte().getBytes(StandardCharsets.ISO_8859_1));
    try (SshHost host = connect()) {
      ByteFiles there = new ByteFiles(host);
      assertThat(there.occupancy(odd)).isEqualTo(ByteFiles.Occupancy.MISSING);
      there.makeDirectory(odd);
      assertThat(there.real(odd.latin1())).isEqualTo(odd);
      assertThat(there.identity(odd)).isEqualTo(here.identity(odd));
      there.write(odd.child(new byte[] {'\n'}), "text\n\n", temporary);
      assertThat(here.read(odd.child(new byte[] {'\n'}))).contains("text\n\n");
      assertThat(there.read(odd.child(new byte[] {'x'}))).isEmpty();
    }
  }

  @Test
  void tenProgramsCostOneConnection() throws Exception {
    try (SshHost host = connect()) {
      for (int round = 0; round < 10; round++) {
        assertThat(host.run(Program.of("true")).exit()).isZero();
      }
    }
    String log = Files.readString(temporary.resolve("ssh/sshd.log"));
    assertThat(log.lines().filter(line -> line.contains("Accepted publickey"))).hasSize(1);
  }

  @Test
  void aMachineThatCannotBeReachedIsNamedWithWhatToTry() throws Exception {
    ssh.stop();
    assertThatThrownBy(this::connect)
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining("Connection refused")
        .satisfies(e -> assertThat(((TidemarkException) e).hint()).contains("without a password"));
  }

  @Test
  void aConnectionThatIsCutIsAnErrorAndNoExitStatusOfTheProgram() throws Exception {
    try (SshHost host = connect()) {
      ssh.stop();
      assertThatThrownBy(() -> host.run(Program.of("true")))
          .isInstanceOf(TidemarkException.class)
          .hasMessageContaining("cannot run programs on 127.0.0.1");
    }
  }
}
