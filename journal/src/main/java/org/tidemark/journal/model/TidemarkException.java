package org.tidemark.journal.model;

/**
 * An error that the operator is to read as it is: what was being done, to what, why it failed, and
 * what to do about it.
 */
public class TidemarkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String hint;

  /**
   * @param message operation, path and cause in one sentence
   * @param hint what the operator can do; empty if nothing
   */
  public TidemarkException(ExitCode exitCode, String message, String hint) {
    this(exitCode, message, hint, null);
  }

  public TidemarkException(ExitCode exitCode, String message, String hint, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.hint = hint;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String hint() {
    return hint;
  }

  /** Message and hint, as shown on stderr. */
  public String forOperator() {
    return hint.isEmpty() ? getMessage() : getMessage() + "\n  " + hint;
  }
}
