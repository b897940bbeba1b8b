package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  private static final String JOB = "job=Mail store.2026-01-31_02.00.00_07";

  private static FilesetWords words(String... more) throws TidemarkException {
    List<String> all = new ArrayList<>(List.of("kind=objects", "rootset=3", JOB));
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
  @ValueSource(strings = {"kind=files", "levl=Full", "jobid=x", "refresh=maybe", "alone"})
  void whatIsNotKnownFailsTheJob(String word) {
    assertThatThrownBy(() -> words(word)).isInstanceOf(TidemarkException.class);
  }
}
