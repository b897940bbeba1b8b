package org.tidemark.journal.control.protocol;

/** The other side sent something that is no message of this protocol. */
public final class BadMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadMessageException(String message) {
    super(message);
  }

  BadMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
