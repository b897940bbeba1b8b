package org.tidemark.journal.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 30d} and sizes such as {@code 64M}. */
final class Units {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");

  private static final Map<String, Long> MILLIS =
      Map.of(
          "ms", 1L,
          "s", 1000L,
          "m", 60_000L,
          "h", 3_600_000L,
          "d", 86_400_000L,
          "w", 604_800_000L);

  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30, "T", 1L << 40);

  private Units() {}

  /**
   * @throws IllegalArgumentException if there is no number with a unit
   */
  static long millis(String text) {
    return read(text, MILLIS, "a duration such as 500ms, 90s, 15m, 24h, 30d or 4w");
  }

  /**
   * @throws IllegalArgumentException if there is no number
   */
  static long bytes(String text) {
    return read(text, BYTES, "a size such as 65536, 512K, 64M, 20G or 1T");
  }

  private static long read(String text, Map<String, Long> units, String wanted) {
    Matcher form = FORM.matcher(text);
    Long factor = form.matches() ? units.get(form.group(2)) : null;
    if (factor == null) {
      throw new IllegalArgumentException("'" + text + "' is not " + wanted);
    }
    try {
      return Math.multiplyExact(Long.parseLong(form.group(1)), factor);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is too large", e);
    }
  }
}
