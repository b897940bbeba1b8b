package org.tidemark.rsync;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.PathBytes;

/** Finds the names in rsync's messages about what vanished under its hands. */
final class VanishedNames {
  private static final Pattern VANISHED =
      Pattern.compile("(?:file|directory) has vanished: \"(/.*)\"(?: \\(in .*\\))?");

  private VanishedNames() {}

  /**
   * The absolute path of which a message says that it vanished; empty for any other message.
   *
   * @param line one character per byte
   */
  static Optional<PathBytes> in(String line) {
    Matcher vanished = VANISHED.matcher(line);
    return vanished.matches()
        ? Optional.of(PathBytes.of(EscapedNames.unescape(vanished.group(1))))
        : Optional.empty();
  }
}
