package org.tidemark.journal.store;

import java.util.List;
import org.tidemark.journal.model.ConsumerName;

/**
 * What one slice of retention did.
 *
 * @param more true if there is more to forget
 */
public record RetentionResult(long forgottenRows, List<ConsumerName> madeStale, boolean more) {
  public RetentionResult {
    madeStale = List.copyOf(madeStale);
  }
}
