package org.tidemark.netbackup.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Programs programs = new Programs();

  @Test
  void handOnArgumentsAsTheyAre() throws Exception {
    String utf8 =
        new String("\u00e9".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    List<String> words =
        List.of("printf", "%s|", " a  b ", "'", "\"q\"", "$HOME", "*", "\\n", "", "-x", utf8);

    Programs.Result result = programs.run(words, LONG);

    assertThat(result.exit()).isZero();
    assertThat(result.output()).isEqualTo(String.join("|", words.subList(2, words.size())) + "|");
  }

  @Test
  void tellHowItEnded() throws Exception {
    Programs.Result result =
        programs.run(List.of("sh", "-c", "echo out; echo why >&2; exit 227"), LONG);

    assertThat(result).isEqualTo(new Programs.Result(227, "out\n", "why\n"));
    assertThat(result.reason()).isEqualTo("ended with 227: why");
    assertThat(programs.run(List.of("/nowhere/at/all"), LONG).exit()).isEqualTo(127);
  }

  @Test
  void areNotWaitedForForEver() throws Exception {
    Programs.Result result = programs.run(List.of("sleep", "300"), Duration.ofMillis(200));

    assertThat(result.exit()).isEqualTo(Programs.TOO_SLOW);
    assertThat(result.reason()).isEqualTo("did not end in time");
  }

  @Test
  void runInThePlainLocaleWithoutInputOrOurVariables() throws Exception {
    Programs.Result result = programs.run(List.of("sh", "-c", "cat; env"), LONG);

    assertThat(result.output()).contains("LC_ALL=C\n").doesNotContain("TIDEMARK_ARGUMENT");
  }
}
