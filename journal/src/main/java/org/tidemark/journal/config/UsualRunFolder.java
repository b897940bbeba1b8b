package org.tidemark.journal.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where files go that only matter until the next boot. */
final class UsualRunFolder {
  private UsualRunFolder() {}

  /**
   * systemd's RUNTIME_DIRECTORY, else {@code /run/tidemark} for who may write there, else a folder
   * below XDG_RUNTIME_DIR, else one below the folder for temporary files.
   */
  static Path in(Map<String, String> environment) {
    String systemd = environment.getOrDefault("RUNTIME_DIRECTORY", "");
    if (systemd.startsWith("/")) {
      // Of several folders in the unit the first is ours.
      return Path.of(systemd.split(":", 2)[0]);
    }
    if (Files.isWritable(Path.of("/run"))) {
      return Path.of("/run/tidemark");
    }
    String user = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return user.startsWith("/")
        ? Path.of(user, "tidemark")
        : Path.of(
            System.getProperty("java.io.tmpdir"), "tidemark-" + System.getProperty("user.name"));
  }
}
