package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PercentText;
import org.tidemark.journal.testing.Programs;

class OwnArgumentsTest {
  /** Prints its own arguments in text form, one a line. */
  public static final class Echo {
    private Echo() {}

    public static void main(String[] args) throws IOException {
      for (String argument : OwnArguments.latin1(args)) {
        byte[] bytes = argument.getBytes(StandardCharsets.ISO_8859_1);
        System.out.println("<" + PercentText.encode(bytes) + ">");
      }
    }
  }

  /** Through a shell, since Java itself cannot hand over bytes that are not valid UTF-8. */
  @Test
  void bytesThatAreNoCharactersReachTheProgramUnchanged(@TempDir Path folder) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script =
        "exec '"
            + java
            + "' -Xshare:auto -cp '"
            + System.getProperty("java.class.path")
            + "' '"
            + Echo.class.getName()
            + "' '\u00ff\u00fe' '' 'a\nb' '\u00c3\u00a4' ' x ' -Xmx1\n";
    Path file = folder.resolve("run.sh");
    Files.write(file, script.getBytes(StandardCharsets.ISO_8859_1));

    List<String> lines = Programs.run("sh", file.toString()).orFail().output().lines().toList();

    assertThat(lines)
        .containsExactly("<%FF%FE>", "<>", "<a%0Ab>", "<%C3%A4>", "<%20x%20>", "<-Xmx1>");
  }

  @Test
  void onlyTheLastArgumentsAreTheProgramsOwn() throws IOException {
    byte[] line = "java\0-cp\0x\0Main\0one\0\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(OwnArguments.last(line, 2)).containsExactly("one", "");
    assertThat(OwnArguments.last(line, 0)).isEmpty();
    assertThatThrownBy(() -> OwnArguments.last(line, 7)).isInstanceOf(IOException.class);
  }
}
