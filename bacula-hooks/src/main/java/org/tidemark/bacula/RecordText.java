package org.tidemark.bacula;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.tidemark.journal.model.PercentText;

/** A line of {@link JobRecords} as people read it. Stateless. */
final class RecordText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private RecordText() {}

  /**
   * Time, what happened, the job, and what is said of it; the line itself if it is none of ours.
   */
  static String of(String line, ZoneId zone) {
    String[] words = line.split(" ", -1);
    try {
      Instant at = Instant.ofEpochMilli(Long.parseLong(words.length < 4 ? "" : words[2]));
      return TIME.format(at.atZone(zone))
          + " "
          + words[0]
          + " "
          + plain(words[1])
          + said(words[0], plain(words[3]));
    } catch (IllegalArgumentException | DateTimeException e) {
      return line;
    }
  }

  private static String said(String what, String more) {
    return switch (what) {
      case "asked", "started" -> "";
      case "bytimes" -> ": lacks what was missed by times since " + more;
      case "unlisted" -> ": by times only; the next list goes back to " + more;
      case "skipped" -> ": Bacula skipped names; the next list goes back to " + more;
      default -> ": " + more;
    };
  }

  private static String plain(String text) {
    return new String(PercentText.decode(text), StandardCharsets.ISO_8859_1);
  }
}
