package org.tidemark.journal.window;

import java.util.List;

/**
 * What {@link WindowService#refresh} did.
 *
 * @param refreshed names that got a new ctime
 * @param failed names that needed one and could not get it
 * @param failures the first of them, each with its reason
 */
public record RefreshResult(long refreshed, long failed, List<String> failures) {
  public RefreshResult {
    failures = List.copyOf(failures);
  }
}
