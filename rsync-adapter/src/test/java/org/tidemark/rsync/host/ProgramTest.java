package org.tidemark.rsync.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.PathBytes;

/** Programs get their arguments byte by byte, and run where they should or not at all. */
class ProgramTest {
  @TempDir private Path temporary;
  private final Programs programs = new Programs();
  private final ByteFiles files = new ByteFiles(programs);

  /** Every byte that a name can hold, and newlines at the end, which shells like to drop. */
  private static String everyByte() {
    StringBuilder out = new StringBuilder();
    for (char value = 1; value < 256; value++) {
      out.append(value == '/' ? "" : value);
    }
    return out.toString();
  }

  @Test
  void everyByteOfAnArgumentArrives() throws Exception {
    String argument = everyByte() + "/\n\n";
    assertThat(programs.run(Program.of("printf", "%s", argument)).output()).isEqualTo(argument);
  }

  @ParameterizedTest
  @ValueSource(strings = {" leading", "trailing ", " ", "\"quoted\"", "'quoted'", "a\\", "${x}"})
  void nothingOfAnArgumentIsTakenForQuotingOrTrimmed(String argument) throws Exception {
    assertThat(programs.run(Program.of("printf", "%s", argument)).output()).isEqualTo(argument);
  }

  @Test
  void anEmptyArgumentStaysOne() throws Exception {
    assertThat(programs.run(Program.of("printf", "<%s><%s>", "", "x")).output()).isEqualTo("<><x>");
  }

  @Test
  void aDirectoryMayHaveEveryByteInItsName() throws Exception {
    PathBytes folder = files.real(Program.latin1(temporary));
    PathBytes odd = PathBytes.ofLatin1(folder.latin1() + "/" + everyByte());
    files.makeDirectory(odd);
    assertThat(files.real(odd.latin1())).isEqualTo(odd);
    assertThat(files.occupancy(odd)).isEqualTo(ByteFiles.Occupancy.EMPTY);
    PathBytes below = odd.child(new byte[] {'\n'});
    files.write(below, "text\n\n", temporary);
    assertThat(files.read(below)).contains("text\n\n");
    assertThat(files.occupancy(odd)).isEqualTo(ByteFiles.Occupancy.OCCUPIED);
    assertThat(
            programs.run(Program.of("ls", "-A").in(odd, files.identity(odd).orElseThrow())).exit())
        .isZero();
  }

  @Test
  void nothingRunsInADirectoryThatWasReplaced() throws Exception {
    PathBytes folder = files.real(Program.latin1(temporary));
    DirectoryIdentity other = files.identity(PathBytes.ROOT).orElseThrow();
    Programs.Result result = programs.run(Program.of("echo", "ran").in(folder, other));
    assertThat(result.exit()).isEqualTo(Program.DIRECTORY_CHANGED);
    assertThat(result.output()).isEmpty();
  }

  @Test
  void aMissingDirectoryHasNoIdentity() throws Exception {
    PathBytes folder = files.real(Program.latin1(temporary));
    assertThat(files.identity(folder.child(new byte[] {'x'}))).isEmpty();
    assertThat(files.occupancy(folder.child(new byte[] {'x'})))
        .isEqualTo(ByteFiles.Occupancy.MISSING);
  }
}
