package org.tidemark.rsync;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * An rsync on this machine.
 *
 * @param path of the program, one character per byte
 * @param fingerprint changes when the program is replaced: path, time and size
 * @param version as it says itself, such as {@code 3.2.7}
 */
record RsyncProgram(String path, String fingerprint, String version) {
  private static final Pattern VERSION =
      Pattern.compile("rsync +version v?(\\d+)\\.(\\d+)\\.(\\d+).*");
  private static final String INSTALL = "Install rsync 3.2.3 or later (Debian: apt install rsync).";

  /** Finds rsync on the PATH. */
  static RsyncProgram find(Programs programs) throws TidemarkException {
    Programs.Result found = programs.run(Program.of("sh", "-c", "command -v rsync"));
    if (found.exit() != 0) {
      throw unfit("there is no rsync on the PATH", INSTALL);
    }
    return at(found.line(), programs);
  }

  /** Looks at the rsync of that path. */
  static RsyncProgram at(String path, Programs programs) throws TidemarkException {
    Programs.Result stat = programs.run(Program.of("stat", "-L", "-c", "%n %Y %s", "--", path));
    Programs.Result said = programs.run(Program.of(path, "--version"));
    Matcher version = VERSION.matcher(said.output().lines().findFirst().orElse(""));
    if (stat.exit() != 0 || said.exit() != 0 || !version.matches()) {
      throw unfit(path + " does not answer as rsync does: " + said.errors().strip(), INSTALL);
    }
    refuseTooOld(path, version);
    String number = version.group(1) + "." + version.group(2) + "." + version.group(3);
    return new RsyncProgram(path, stat.line() + " " + number, number);
  }

  /** Before 3.2.3, missing names could be created on the mirror (NEWS of rsync 3.2.3). */
  private static void refuseTooOld(String path, Matcher version) throws TidemarkException {
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    int patch = Integer.parseInt(version.group(3));
    int number = major * 1_000_000 + minor * 1000 + patch;
    if (number < 3_002_003) {
      throw unfit(path + " is too old: " + version.group(), INSTALL);
    }
    if (number == 3_004_003) {
      // RsyncProject/rsync#910: a missing name behind an existing one ends the run.
      throw unfit(
          path + " is version 3.4.3, which cannot remove listed names", "Use another version.");
    }
  }

  static TidemarkException unfit(String message, String hint) {
    return new TidemarkException(ExitCode.FAILED, message, hint);
  }
}
