package org.tidemark.journal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of our streams lead to a terminal; the JVM itself tells of both only, and not always. */
final class TerminalStream {
  private TerminalStream() {}

  static boolean isStandardOutput() {
    return isTerminal(1);
  }

  static boolean isStandardError() {
    return isTerminal(2);
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
