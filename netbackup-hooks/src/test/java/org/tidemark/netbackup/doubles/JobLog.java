package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What the double noticed, also in a file. Thread-safe. */
final class JobLog {
  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  JobLog(Path file) {
    this.file = file;
  }

  synchronized void note(String line) {
    lines.add(line);
    try {
      Files.writeString(
          file,
          line + "\n",
          StandardCharsets.ISO_8859_1,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Something that a guest on a NetBackup client must never do. */
  synchronized void violation(String what) {
    violations.add(what);
    note("VIOLATION: " + what);
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized void forgetViolations() {
    violations.clear();
  }
}
