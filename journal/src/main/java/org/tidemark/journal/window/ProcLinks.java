package org.tidemark.journal.window;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/** The links in /proc that lead to open objects (proc(5)). */
final class ProcLinks {
  /** Longer than PATH_MAX, so that a cut target is recognised. */
  private static final int ROOM = 4200;

  private ProcLinks() {}

  static byte[] ofDescriptor(int descriptor) {
    return ("/proc/self/fd/" + descriptor).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Where a link leads, if that is an absolute path. It may be one of another mount namespace, or
   * end in {@code " (deleted)"}: the caller looks it up and compares identities.
   */
  static Optional<PathBytes> target(Kernel kernel, byte[] link) {
    byte[] target = new byte[ROOM];
    int length = kernel.readlinkat(Kernel.AT_FDCWD, link, target);
    if (length <= 0 || length == ROOM || target[0] != '/') {
      return Optional.empty();
    }
    try {
      return Optional.of(PathBytes.of(Arrays.copyOf(target, length)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
