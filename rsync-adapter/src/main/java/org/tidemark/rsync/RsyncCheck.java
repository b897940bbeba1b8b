package org.tidemark.rsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.doctor.AdapterCheck;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Programs;

/** Whether there is an rsync that does what a mirror needs, found out by a real run. */
public final class RsyncCheck implements AdapterCheck {
  private static final String NAME = "rsync";

  @Override
  public List<Finding> look() {
    Programs programs = new Programs();
    try {
      return List.of(tested(programs, RsyncProgram.find(programs)));
    } catch (TidemarkException e) {
      // Whoever uses another product does without.
      return List.of(Finding.yellow(NAME, "", e.getMessage(), e.hint()));
    }
  }

  static Finding tested(Programs programs, RsyncProgram rsync) {
    try {
      tryIt(programs, rsync);
      return Finding.green(
          NAME, rsync.path(), "version " + rsync.version() + " passes the self-test");
    } catch (TidemarkException e) {
      return Finding.red(NAME, rsync.path(), e.getMessage(), e.hint());
    } catch (IOException e) {
      return Finding.yellow(NAME, rsync.path(), "could not be tested: " + e, "set TIDEMARK_TMPDIR");
    }
  }

  private static void tryIt(Programs programs, RsyncProgram rsync)
      throws IOException, TidemarkException {
    Path folder = Files.createTempDirectory("tidemark-doctor");
    try {
      var unused =
          new RsyncSelfTest(programs, new StateFolder(folder))
              .require(rsync, TestGround.here(folder), folder);
    } finally {
      StateFolder.remove(folder);
    }
  }
}
