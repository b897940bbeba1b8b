package org.tidemark.bacula;

import java.util.Locale;
import java.util.Optional;
import org.tidemark.journal.model.Level;

/** Bacula's words for a level, which it has already raised where it had to when it calls us. */
final class JobLevel {
  private JobLevel() {}

  /** Empty for a word that is no backup's (Verify sends a blank) or that we do not know. */
  static Optional<Level> of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "full" -> Optional.of(Level.FULL);
      case "differential" -> Optional.of(Level.CUMULATIVE);
      case "incremental" -> Optional.of(Level.INCREMENTAL);
      default -> Optional.empty();
    };
  }
}
