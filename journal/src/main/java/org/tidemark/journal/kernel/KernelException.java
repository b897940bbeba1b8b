package org.tidemark.journal.kernel;

import java.io.IOException;

/** A system call failed in a way its caller did not expect. */
public final class KernelException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;
  private final String hint;

  /**
   * @param path in text form; empty if the call has none
   */
  public KernelException(String operation, String path, int errno) {
    super(operation + (path.isEmpty() ? "" : " " + path) + ": " + Errno.describe(errno));
    this.errno = errno;
    this.hint = Errno.hint(operation, errno);
  }

  public int errno() {
    return errno;
  }

  /** What the operator can do; empty if nothing is known. */
  public String hint() {
    return hint;
  }
}
