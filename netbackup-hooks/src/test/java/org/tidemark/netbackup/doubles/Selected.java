package org.tidemark.netbackup.doubles;

import java.util.List;
import java.util.Set;

/**
 * What bpbkar found to be saved.
 *
 * @param names to be saved, in order
 * @param directories those of the names that are directories
 * @param present all that was met, saved or not: what a true image restore believes to be the whole
 * @param partial something was left out that should have been saved
 * @param nothingThere none of the selections exists
 */
record Selected(
    List<String> names,
    Set<String> directories,
    Set<String> present,
    List<String> messages,
    boolean partial,
    boolean nothingThere,
    CallCount calls) {
  static final Selected NOTHING =
      new Selected(List.of(), Set.of(), Set.of(), List.of(), false, true, new CallCount(0, 0, 0));
}
