package org.tidemark.journal.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in one journal's history, written {@code JOURNALID:SEQ}. A position of another journal id
 * is worthless: it says nothing about this journal.
 *
 * @param journalId 32 lower-case hexadecimal digits
 * @param sequence 0 or greater
 */
public record Position(String journalId, long sequence) {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{32}):(\\d{1,18})");

  public Position {
    if (sequence < 0) {
      throw new IllegalArgumentException("negative sequence number " + sequence);
    }
  }

  /**
   * @throws IllegalArgumentException if the text has another form
   */
  public static Position parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not a position (JOURNALID:SEQ): " + text);
    }
    return new Position(form.group(1), Long.parseLong(form.group(2)));
  }

  public static boolean looksLikeOne(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return journalId + ":" + sequence;
  }
}
