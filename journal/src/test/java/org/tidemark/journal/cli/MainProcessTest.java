package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only a real process shows: bytes in its arguments, and an output that fails. */
class MainProcessTest {
  private static final String TIDEMARK =
      "tidemark() { \"$JAVA\" -XX:TieredStopAtLevel=1 -cp \"$CLASSES\""
          + " org.tidemark.journal.cli.Main \"$@\"; }\n";

  /** Runs a line of bash in which {@code tidemark} is the command; stderr comes with stdout. */
  private static String shell(String line) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of("bash", "-c", TIDEMARK + line));
    builder.environment().put("JAVA", Path.of(System.getProperty("java.home"), "bin/java") + "");
    builder.environment().put("CLASSES", System.getProperty("java.class.path"));
    Process process = builder.redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return new String(output, StandardCharsets.ISO_8859_1);
  }

  @Test
  void anArgumentThatIsNoTextKeepsItsBytes() throws Exception {
    assertThat(shell("tidemark echo-adapter $'/\\377\\n\\303\\251'; echo \" exit $?\""))
        .isEqualTo("/\u00ff\n\u00c3\u00a9 exit 0\n");
  }

  @Test
  void argumentsKeepTheirBytesWhateverTheLocale() throws Exception {
    assertThat(shell("export LC_ALL=C; tidemark echo-adapter $'/\\377\\303\\251'"))
        .isEqualTo("/\u00ff\u00c3\u00a9");
  }

  @Test
  void theExitCodeIsThatOfTheProcess() throws Exception {
    assertThat(shell("tidemark status --state /nonexistent 2>/dev/null; echo $?")).isEqualTo("4\n");
    assertThat(shell("tidemark status --nonsense 2>/dev/null; echo $?")).isEqualTo("2\n");
  }

  @Test
  void anOutputThatCannotBeWrittenIsAFailureAndNoStackTrace() throws Exception {
    assertThat(shell("{ tidemark --help; echo $? >&2; } 2>&1 >/dev/full"))
        .isEqualTo("tidemark: cannot write to the standard output: No space left on device\n1\n");
  }
}
