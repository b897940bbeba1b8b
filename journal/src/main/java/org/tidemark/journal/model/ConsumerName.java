package org.tidemark.journal.model;

import java.util.regex.Pattern;

/**
 * The name of a consumer: 1 to 255 bytes of {@code [A-Za-z0-9._:/@-]}; adapters write other bytes
 * as {@code %XX}.
 */
public record ConsumerName(String text) {
  private static final Pattern FORM = Pattern.compile("(?:[A-Za-z0-9._:/@-]|%[0-9A-F]{2}){1,255}");

  /**
   * @throws IllegalArgumentException for any other form
   */
  public ConsumerName {
    if (text.length() > 255 || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "not a consumer name (1 to 255 of A-Z a-z 0-9 . _ : / @ - or %XX): " + text);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
