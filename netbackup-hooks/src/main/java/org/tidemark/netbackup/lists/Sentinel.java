package org.tidemark.netbackup.lists;

import java.io.IOException;
import java.nio.file.Path;
import org.tidemark.journal.model.PathBytes;

/** The path by which NetBackup finds a file of ours: it follows no symbolic link on the way. */
public final class Sentinel {
  private Sentinel() {}

  /** Of a file that may not be there yet; its folder's links are resolved as far as it is. */
  public static PathBytes of(Path file) {
    return PathBytes.ofUtf8(real(file.toAbsolutePath().normalize()).toString());
  }

  private static Path real(Path path) {
    if (path.getParent() == null) {
      return path;
    }
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return real(path.getParent()).resolve(path.getFileName());
    }
  }
}
