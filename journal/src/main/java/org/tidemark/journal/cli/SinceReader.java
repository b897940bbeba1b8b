package org.tidemark.journal.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.model.Position;

/**
 * The argument of {@code --since}: a position; a time such as {@code 2026-03-01T02:00:00Z}, {@code
 * 2026-03-01T02:00} or {@code 2026-03-01} (local), {@code @1772323200} (seconds since 1970); or how
 * long ago, {@code 90s}, {@code 15m}, {@code 2h}, {@code 3d}, {@code 1w}.
 */
public final class SinceReader {
  private static final Pattern AGO = Pattern.compile("(\\d{1,9})([smhdw])");
  private static final Pattern UNIX = Pattern.compile("@(\\d{1,11})");
  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L, "w", 604_800L);

  private static final String FORMS =
      "' is neither a position (JOURNALID:SEQ) nor a time (2026-03-01T02:00:00Z,"
          + " 2026-03-01T02:00, 2026-03-01, @1772323200, or 2h ago as 2h)";

  private final Clock clock;
  private final List<Function<String, Instant>> dates =
      List.of(
          Instant::parse,
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDateTime.parse(text).atZone(zone()).toInstant(),
          text -> LocalDate.parse(text).atStartOfDay(zone()).toInstant());

  public SinceReader(Clock clock) {
    this.clock = clock;
  }

  private ZoneId zone() {
    return clock.getZone();
  }

  /**
   * @throws IllegalArgumentException if it has none of the forms
   */
  public Since read(String text) {
    return Position.looksLikeOne(text)
        ? new Since.After(Position.parse(text))
        : new Since.Time(instant(text));
  }

  private Instant instant(String text) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long seconds = Long.parseLong(ago.group(1)) * SECONDS.getOrDefault(ago.group(2), 0L);
      return clock.instant().minus(Duration.ofSeconds(seconds));
    }
    Matcher unix = UNIX.matcher(text);
    return unix.matches() ? Instant.ofEpochSecond(Long.parseLong(unix.group(1))) : date(text);
  }

  private Instant date(String text) {
    return dates.stream()
        .map(form -> parsedOrNull(form, text))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + text + FORMS));
  }

  private static Instant parsedOrNull(Function<String, Instant> form, String text) {
    try {
      return form.apply(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
