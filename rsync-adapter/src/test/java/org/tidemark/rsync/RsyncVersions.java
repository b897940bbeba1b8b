package org.tidemark.rsync;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The versions of rsync that mirrors are tried with: Debian's newest and the one before. */
enum RsyncVersions {
  /** What is installed. */
  INSTALLED,
  /** Debian's 3.2.7, which scripts/test unpacks. */
  OLDER;

  /** Path of the program; skips the test where it is not to be had. */
  String program() {
    if (this == INSTALLED) {
      return "/usr/bin/rsync";
    }
    String older = System.getProperty("tidemark.rsync.older", "");
    Assumptions.assumeTrue(
        !older.isEmpty() && Files.isExecutable(Path.of(older)),
        "needs Debian's rsync 3.2.7 (scripts/test fetches it where it can)");
    return older;
  }
}
