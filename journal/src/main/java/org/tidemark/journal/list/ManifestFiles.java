package org.tidemark.journal.list;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tidemark.journal.model.ConsumerName;

/** Where manifests lie: {@code STATE/manifests/CONSUMER/WINDOW.manifest}. */
public final class ManifestFiles {
  /** Leaves room for the counterparts that adapters put beside it (NAME_MAX is 255). */
  private static final int LONGEST = 200;

  private ManifestFiles() {}

  /** The folder of one consumer's manifests. */
  public static Path folder(Path state, ConsumerName consumer) {
    return state.resolve("manifests").resolve(safe(consumer.text()));
  }

  /** The manifest of one window; exists once its list was made. */
  public static Path of(Path state, ConsumerName consumer, long window) {
    return folder(state, consumer).resolve(window + ".manifest");
  }

  /**
   * The name as a file name: {@code /} and what is odd in a shell become {@code =XX}; a name that
   * is too long is cut and ends in its hash.
   */
  static String safe(String consumer) {
    StringBuilder out = new StringBuilder();
    for (byte value : consumer.getBytes(StandardCharsets.US_ASCII)) {
      boolean plain = Character.isLetterOrDigit(value) || "_-@".indexOf(value) >= 0;
      boolean dotInside = value == '.' && out.length() > 0;
      out.append(plain || dotInside ? "" + (char) value : String.format("=%02X", value));
    }
    if (out.length() <= LONGEST) {
      return out.toString();
    }
    return out.substring(0, LONGEST) + String.format("=%08X", consumer.hashCode());
  }
}
