package org.tidemark.journal.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The two streams of a command.
 *
 * @param out raw bytes; failures of it are {@link StandardOutput.BrokenOutputException}
 */
record Console(StandardOutput out, PrintStream err) {
  static Console of(OutputStream out, PrintStream err) {
    return new Console(new StandardOutput(out), err);
  }

  /** Prints one line for people, or a line of JSON. */
  void line(String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Prints what went wrong. */
  void complain(String message) {
    err.println("tidemark: " + printable(message));
    err.flush();
  }

  /**
   * Makes bytes of names visible and keeps them from moving the cursor: everything but printable
   * ASCII, line feeds, and real text beyond Latin-1 becomes {@code %XX}.
   */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.chars()
        .forEach(
            value -> {
              boolean plain = (value >= ' ' && value < 0x7f) || value == '\n' || value > 0xff;
              safe.append(plain ? String.valueOf((char) value) : String.format("%%%02X", value));
            });
    return safe.toString();
  }
}
