package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.TidemarkException;

class FilesetWordsTest {
  /** Of a word that comes twice, the last one counts. */
  private static final List<String> USUAL =
      List.of(
          "kind=objects",
          "rootset=3",
          "jobid=7",
          "job=Mail store.2026-01-31_02.00.00_07",
          "level=Incremental",
          "prev=");

  private static FilesetWords words(String... more) throws TidemarkException {
    List<String> all = new ArrayList<>(USUAL);
    all.addAll(List.of(more));
    return FilesetWords.of(all, ZoneOffset.UTC);
  }

  @Test
  void theConsumerIsTheJobWithoutTheTimeOfItsRun() throws TidemarkException {
    assertThat(words().job().consumer()).hasToString("bacula:Mail%20store");
  }

  @ParameterizedTest
  @CsvSource({"Full,FULL", "Differential,CUMULATIVE", "Incremental,INCREMENTAL", "FULL,FULL"})
  void levelsAreTranslated(String word, String level) throws TidemarkException {
    assertThat(words("jobid=7", "level=" + word).level()).hasToString("Optional[" + level + "]");
    assertThat(words("jobid=7", "level=" + word).isOnlyALook()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "Base", "Verify"})
  void anyOtherLevelOpensNoWindow(String word) throws TidemarkException {
    assertThat(words("jobid=7", "level=" + word).isOnlyALook()).isTrue();
  }

  @Test
  void anEstimateOpensNoWindow() throws TidemarkException {
    assertThat(words("jobid=0", "level=Incremental").isOnlyALook()).isTrue();
  }

  @Test
  void theJobBuiltOnIsNamedAndItsTimeIsInItsName() throws TidemarkException {
    String previous = "B.1970-01-02_00.00.01_05";

    assertThat(words("prev=" + previous).builtOn()).isEqualTo(new BuiltOn(previous, 86_401_000));
    assertThat(words("prev=").builtOn()).isEqualTo(BuiltOn.NOTHING);
  }

  /** Bareos. */
  @Test
  void orOnlyTheTimeIsKnown() throws TidemarkException {
    assertThat(words("since=86401").builtOn()).isEqualTo(new BuiltOn("", 86_401_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobid=-1", "jobid=123456789012", "alone"})
  void whatIsNotKnownFailsTheJob(String word) {
    assertThatThrownBy(() -> words(word)).isInstanceOf(TidemarkException.class);
  }

  /**
   * What is left out in Bacula's configuration would else change what is saved, and say nothing.
   */
  @ParameterizedTest
  @ValueSource(strings = {"kind", "rootset", "jobid", "job", "level", "prev"})
  void aWordThatIsMissingFailsTheJob(String key) {
    List<String> others = USUAL.stream().filter(word -> !word.startsWith(key + "=")).toList();

    assertThatThrownBy(() -> FilesetWords.of(others, ZoneOffset.UTC))
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining(key + "=");
  }

  @Test
  void noTimeIsTooLongToWaitForAGap() throws TidemarkException {
    assertThat(words("gap-wait=99999999999").gapWait()).isEqualTo(Duration.ofDays(1));
  }
}
