package org.tidemark.journal.cli;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output. Its failures have a type of their own, so that a closed pipe is not taken for a
 * broken list, and are remembered, since a PrintWriter on top swallows them. Not thread-safe.
 */
final class StandardOutput extends OutputStream {
  /** Nobody takes what is printed. */
  static final class BrokenOutputException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOutputException(IOException cause) {
      super("cannot write to the standard output: " + cause.getMessage(), cause);
    }
  }

  private final OutputStream target;
  private BrokenOutputException failure;

  StandardOutput(OutputStream target) {
    this.target = target;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    try {
      target.write(data, offset, length);
    } catch (IOException e) {
      throw remembered(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      target.flush();
    } catch (IOException e) {
      throw remembered(e);
    }
  }

  private BrokenOutputException remembered(IOException cause) {
    if (failure == null) {
      failure = new BrokenOutputException(cause);
    }
    return failure;
  }

  /** Flushes, and throws what failed here before, even if nobody noticed then. */
  void finish() throws IOException {
    flush();
    if (failure != null) {
      throw failure;
    }
  }
}
