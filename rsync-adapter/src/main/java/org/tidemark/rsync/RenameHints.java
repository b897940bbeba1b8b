package org.tidemark.rsync;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.points.RenameHint;

/** The renames of directories that a window's manifest tells of, in its order. */
final class RenameHints {
  private static final String FRONT = "{\"moved\":";

  private RenameHints() {}

  /**
   * Those inside the source. They only spare copying, so whatever cannot be read is no hint.
   *
   * @param manifest need not exist
   */
  static List<RenameHint> read(Path manifest, PathBytes source) throws IOException {
    List<RenameHint> hints = new ArrayList<>();
    if (!Files.isReadable(manifest)) {
      return hints;
    }
    try (BufferedReader lines = Files.newBufferedReader(manifest, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(FRONT)) {
          hint(line, source).ifPresent(hints::add);
        }
      }
    }
    return hints;
  }

  private static Optional<RenameHint> hint(String line, PathBytes source) {
    try {
      JsonObject moved = JsonParser.parseString(line).getAsJsonObject();
      PathBytes from = PathBytes.ofText(moved.get("moved").getAsString());
      PathBytes to = PathBytes.ofText(moved.get("to").getAsString());
      return isInside(from, source) && isInside(to, source)
          ? Optional.of(new RenameHint(inMirror(from, source), inMirror(to, source)))
          : Optional.empty();
    } catch (JsonParseException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static boolean isInside(PathBytes path, PathBytes source) {
    return path.isUnder(source) && !path.equals(source);
  }

  private static PathBytes inMirror(PathBytes path, PathBytes source) {
    return path.rebase(source, PathBytes.ROOT);
  }
}
