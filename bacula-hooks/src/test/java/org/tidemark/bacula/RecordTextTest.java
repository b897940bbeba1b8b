package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTextTest {
  private static String text(String line) {
    return RecordText.of(line, ZoneOffset.UTC);
  }

  @ParameterizedTest
  @CsvSource({
    "started A%20b 86400000 7 boot,1970-01-02 00:00:00 started A b",
    "asked A 86400000 7 boot,1970-01-02 00:00:00 asked A",
    "ended B 1000 Fatal%20Error 7 boot,1970-01-01 00:00:01 ended B: Fatal Error",
    "failed B 1000 no%20daemon,1970-01-01 00:00:01 failed B: no daemon"
  })
  void aLineIsTimeAndWhatHappened(String line, String expected) {
    assertThat(text(line)).isEqualTo(expected);
  }

  @Test
  void aJobThatIsNoBaseNamesTheOneThatIs() {
    assertThat(text("skipped C 0 B%FF")).endsWith("the next list goes back to B\u00ff");
  }

  @Test
  void aJobThatLacksNamesSaysSinceWhen() {
    assertThat(text("bytimes C 0 B%FF"))
        .endsWith("C: lacks what was missed by times since B\u00ff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "ended B 12", "ended B x OK", "ended B 1 %ZZ", "ended B 1 \u00ff"})
  void whatIsNoneOfOurLinesStaysAsItIs(String line) {
    assertThat(text(line)).isEqualTo(line);
  }
}
