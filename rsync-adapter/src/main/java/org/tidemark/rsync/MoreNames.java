package org.tidemark.rsync;

import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;

/** What a run goes over besides what its list names. */
interface MoreNames {
  /** Nothing. */
  MoreNames NONE = (plan, scope) -> Optional.of(plan);

  /**
   * Adds them.
   *
   * @param listed what the list names; its files are closed
   * @return empty if the run is not to be made
   */
  Optional<PassPlan> to(PassPlan listed, Scope scope) throws TidemarkException;
}
