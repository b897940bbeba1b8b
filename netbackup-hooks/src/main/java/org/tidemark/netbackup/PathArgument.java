package org.tidemark.netbackup;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An argument, one character per byte, as a path of Java's, whose names are UTF-8. */
final class PathArgument {
  private PathArgument() {}

  static Path of(String latin1) {
    return Path.of(
        new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }
}
