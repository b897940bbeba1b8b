package org.tidemark.bacula;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * The name that Bacula gives to one run of a job, {@code NAME.2026-01-31_02.00.00_07}: unique, and
 * the same for all calls of that run (Bacula 9.6, create_unique_job_name in dird/job.c).
 *
 * @param text with one character per byte
 */
record JobName(String text) {
  private static final Pattern FORM =
      Pattern.compile(
          "(.+)\\.(\\d{4}-\\d\\d-\\d\\d_\\d\\d\\.\\d\\d\\.\\d\\d)_\\d+", Pattern.DOTALL);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd_HH.mm.ss", Locale.ROOT);

  /**
   * @throws TidemarkException USAGE if it is empty, or too long to have a consumer
   */
  static JobName of(String text) throws TidemarkException {
    if (text.isEmpty()) {
      throw Words.usage("the word job=%j is missing or empty");
    }
    JobName name = new JobName(text);
    ConsumerName unused = name.consumer();
    return name;
  }

  /** The job as the Director's configuration names it. */
  String plain() {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? matcher.group(1) : text;
  }

  /** False for a name that Bacula did not make. */
  boolean isOfARun() {
    return FORM.matcher(text).matches();
  }

  /** Who reads the journal for that job: {@code bacula:NAME}. */
  ConsumerName consumer() throws TidemarkException {
    StringBuilder name = new StringBuilder("bacula:");
    for (byte value : plain().getBytes(StandardCharsets.ISO_8859_1)) {
      boolean plain = value > 0 && (Character.isLetterOrDigit(value) || "._-@".indexOf(value) >= 0);
      name.append(plain ? "" + (char) value : String.format("%%%02X", value));
    }
    try {
      return new ConsumerName(name.toString());
    } catch (IllegalArgumentException e) {
      throw new TidemarkException(
          ExitCode.USAGE, "job " + plain() + ": " + e.getMessage(), "Give it a shorter name.", e);
    }
  }

  /** When the Director made the name, milliseconds since 1970; 0 if it has no time in it. */
  long madeMillis(ZoneId zone) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return 0;
    }
    try {
      return LocalDateTime.parse(matcher.group(2), TIME).atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
