package org.tidemark.journal.doctor;

/**
 * One line of the report.
 *
 * @param check name of the concern, for programs: {@code inotify}, {@code state}
 * @param subject the path that it is about, in text form; empty for the whole machine
 * @param text what was found, in one line
 * @param hint the exact command or setting that mends it; empty if nothing is to be done
 */
public record Finding(String check, Health health, String subject, String text, String hint) {
  public static Finding green(String check, String subject, String text) {
    return new Finding(check, Health.GREEN, subject, text, "");
  }

  public static Finding yellow(String check, String subject, String text, String hint) {
    return new Finding(check, Health.YELLOW, subject, text, hint);
  }

  public static Finding red(String check, String subject, String text, String hint) {
    return new Finding(check, Health.RED, subject, text, hint);
  }
}
