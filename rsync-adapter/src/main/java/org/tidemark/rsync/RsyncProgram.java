package org.tidemark.rsync;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
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

  /**
   * Looks at the rsync of another machine.
   *
   * @param path as that machine's shell is to read it, maybe several words; empty for the usual
   */
  static RsyncProgram there(Host host, String path, String login) throws TidemarkException {
    String name = path.isEmpty() ? "rsync" : path;
    String look =
        "program=$(command -v \"${1##* }\") && stat -L -c '%n %Y %s' -- \"$program\""
            + " && eval \"$1 --version\"";
    Programs.Result said = host.run(Program.of("sh", "-c", look, "sh", name));
    List<String> lines = said.output().lines().toList();
    Matcher version = VERSION.matcher(lines.size() > 1 ? lines.get(1) : "");
    if (said.exit() != 0 || !version.matches()) {
      throw unfit(
          name + " on " + login + " does not answer as rsync does: " + said.errors().strip(),
          "Install rsync 3.2.3 or later there, or say where it is by --rsync-path behind the --.");
    }
    refuseTooOld(name + " on " + login, version);
    return new RsyncProgram(name, lines.get(0) + " " + version.group(), version.group());
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
  }

  static TidemarkException unfit(String message, String hint) {
    return new TidemarkException(ExitCode.FAILED, message, hint);
  }
}
