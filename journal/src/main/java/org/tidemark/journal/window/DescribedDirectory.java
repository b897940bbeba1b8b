package org.tidemark.journal.window;

import java.io.IOException;
import java.util.Map;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.list.ManifestWriter;
import org.tidemark.journal.model.PathBytes;

/** A directory's own attributes as they were read once. Nobody changes what it holds. */
final class DescribedDirectory {
  private final PathBytes path;
  private final int error;
  private final FileStat stat;
  private final Map<String, byte[]> extended;

  /**
   * @param error 0, or -errno where the kernel refused one of them
   * @param extended names with one character per byte, ACLs included
   */
  DescribedDirectory(PathBytes path, int error, FileStat stat, Map<String, byte[]> extended) {
    this.path = path;
    this.error = error;
    this.stat = stat;
    this.extended = extended;
  }

  /** Reads directories; belongs to one thread. */
  interface Reader {
    /**
     * Reads one, or gives null if nobody wants it.
     *
     * @param descriptor of the directory, O_PATH is enough
     */
    DescribedDirectory read(PathBytes path, int descriptor);
  }

  PathBytes path() {
    return path;
  }

  /** 0, or -errno where the kernel refused one of the attributes. */
  int error() {
    return error;
  }

  FileStat stat() {
    return stat;
  }

  /** Writes the attributes, or nothing where the kernel refused one of them. */
  void writeTo(ManifestWriter out, PathBytes listed) throws IOException {
    if (error == 0) {
      long[] times = {
        stat.accessSeconds(), stat.accessNanos(), stat.modifySeconds(), stat.modifyNanos()
      };
      out.attributes(listed, stat.permissions(), stat.user(), stat.group(), times, extended);
    }
  }
}
