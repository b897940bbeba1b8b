package org.tidemark.journal.audit;

import org.tidemark.journal.model.TidemarkException;

/** Carries what failed in a visitor out of a walk. */
final class AuditFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final TidemarkException why;

  AuditFailure(TidemarkException why) {
    super(why);
    this.why = why;
  }

  TidemarkException why() {
    return why;
  }
}
