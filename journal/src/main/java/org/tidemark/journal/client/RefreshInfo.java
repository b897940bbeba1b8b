package org.tidemark.journal.client;

import java.util.List;

/**
 * What a refresh of old times did.
 *
 * @param refreshed names that got a new ctime
 * @param failed names that needed one and could not get it
 * @param failures the first of them, each with its reason
 */
public record RefreshInfo(long refreshed, long failed, List<String> failures) {
  public RefreshInfo {
    failures = List.copyOf(failures);
  }
}
