package org.tidemark.netbackup.doubles;

import java.util.List;

/** What a command prints, and its exit code. */
record Reply(int code, String output) {
  /** Nothing in the catalogue fits. */
  static final Reply NO_ENTITY = new Reply(227, "EXIT STATUS 227: no entity was found\n");

  static Reply of(List<String> lines) {
    return new Reply(0, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }
}
