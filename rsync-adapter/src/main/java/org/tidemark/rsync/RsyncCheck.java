package org.tidemark.rsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.doctor.AdapterCheck;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/** Whether there is an rsync that does what a mirror needs, found out by a real run. */
public final class RsyncCheck implements AdapterCheck {
  private static final String NAME = "rsync";

  @Override
  public List<Finding> look() {
    Programs programs = new Programs();
    try {
      return List.of(tested(programs, RsyncProgram.find(programs)), lock(programs));
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

  /** Whether commands of other machines can be kept away from the mirrors of this one. */
  static Finding lock(Host host) throws TidemarkException {
    boolean there = host.run(Program.of("sh", "-c", "command -v flock")).exit() == 0;
    return there
        ? Finding.green(NAME, "flock", "keeps other machines away while a mirror is worked on")
        : Finding.yellow(
            NAME,
            "flock",
            "not there: commands of other machines are not kept away from a mirror on this one",
            "apt-get install util-linux");
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
