package org.tidemark.journal.store;

import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** The database could not do what was asked. */
public class StoreException extends TidemarkException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, String hint, Throwable cause) {
    super(ExitCode.STATE_UNUSABLE, message, hint, cause);
  }
}
