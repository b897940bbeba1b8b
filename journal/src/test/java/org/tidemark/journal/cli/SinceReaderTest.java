package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.model.Position;

class SinceReaderTest {
  private final SinceReader reader =
      new SinceReader(
          Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneId.of("Europe/Berlin")));

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T02:00:00Z, 2026-03-01T02:00:00Z",
    "2026-03-01T02:00:00.5Z, 2026-03-01T02:00:00.5Z",
    "2026-03-01T02:00:00+01:00, 2026-03-01T01:00:00Z",
    "2026-03-01T02:00, 2026-03-01T01:00:00Z",
    "2026-07-01T02:00:30, 2026-07-01T00:00:30Z",
    "2026-03-01, 2026-02-28T23:00:00Z",
    "@0, 1970-01-01T00:00:00Z",
    "@1772323200, 2026-03-01T00:00:00Z",
    "30s, 2026-03-10T11:59:30Z",
    "15m, 2026-03-10T11:45:00Z",
    "2h, 2026-03-10T10:00:00Z",
    "3d, 2026-03-07T12:00:00Z",
    "1w, 2026-03-03T12:00:00Z"
  })
  void readsEachFormOfATime(String text, Instant meant) {
    assertThat(reader.read(text)).isEqualTo(new Since.Time(meant));
  }

  @Test
  void readsAPosition() {
    String id = "0123456789abcdef0123456789abcdef";

    assertThat(reader.read(id + ":77")).isEqualTo(new Since.After(new Position(id, 77)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2h3m", "-2h", "2", "@", "@-1", "@1e9", "2026-13-01"})
  void refusesEverythingElse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reader.read(text))
        .withMessageContaining("neither a position");
  }
}
