package org.tidemark.rsync;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * How often a mirror is compared with its source as a whole.
 *
 * @param every the time between two proofs; zero for none
 * @param byChecksum whether contents are read; else size, time and all attributes are compared
 */
record ProofSchedule(Duration every, boolean byChecksum) {
  /** No more from now on. */
  static final ProofSchedule NEVER = new ProofSchedule(Duration.ZERO, false);

  private static final Pattern FORM = Pattern.compile("every=(\\d{1,5})([hdw])(,checksum)?");

  private static final Map<String, Duration> UNITS =
      Map.of("h", Duration.ofHours(1), "d", Duration.ofDays(1), "w", Duration.ofDays(7));

  /**
   * Reads {@code every=30d}, {@code every=30d,checksum} or {@code never}.
   *
   * @param text empty for none
   * @throws TidemarkException with USAGE for anything else
   */
  static Optional<ProofSchedule> parse(String text) throws TidemarkException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.equals("never")) {
      return Optional.of(NEVER);
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
      throw new TidemarkException(
          ExitCode.USAGE,
          "--proof " + text + " is not understood",
          "Say how often, in hours, days or weeks, such as --proof every=30d, every=12h or"
              + " every=4w; with contents read: --proof every=4w,checksum; --proof never ends it.");
    }
    Duration every = UNITS.get(form.group(2)).multipliedBy(Long.parseLong(form.group(1)));
    return Optional.of(new ProofSchedule(every, form.group(3) != null));
  }
}
