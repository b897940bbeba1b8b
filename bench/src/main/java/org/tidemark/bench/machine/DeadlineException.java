package org.tidemark.bench.machine;

import java.io.IOException;
import java.time.Duration;

/** Something took longer than it was allowed; how long it would take is not known. */
public final class DeadlineException extends IOException {
  private static final long serialVersionUID = 1;

  public DeadlineException(String what, Duration deadline) {
    super(what + " took more than " + deadline.toMillis() / 1000.0 + " s");
  }
}
