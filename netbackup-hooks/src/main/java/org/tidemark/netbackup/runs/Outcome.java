package org.tidemark.netbackup.runs;

/**
 * What a start hook answers.
 *
 * @param proceeds false fails the job
 * @param why for the administrator
 */
public record Outcome(boolean proceeds, String why) {
  static Outcome go(String why) {
    return new Outcome(true, why);
  }

  public static Outcome refuse(String why) {
    return new Outcome(false, why);
  }
}
