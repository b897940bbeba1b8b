package org.tidemark.rsync;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/**
 * A user namespace for one program, in which every user is who it is outside. The kernel counts and
 * limits the inotify watches there apart from all others (namespaces(7)), so that a test can run
 * into that limit without the rest of the machine.
 */
final class UserNamespace {
  /** Whoever maps the users has to stand outside, so it waits until the program is inside. */
  private static final String OUTSIDE =
      "(until [ \"$(readlink /proc/$$/ns/user)\" != \"$(readlink /proc/self/ns/user)\" ];"
          + " do sleep 0.05; done;"
          + " echo 0 0 4294967295 > /proc/$$/gid_map && echo 0 0 4294967295 > /proc/$$/uid_map) &"
          + " exec unshare --user sh -c \"$INSIDE\" sh \"$@\"";

  private static final String INSIDE =
      "end=$(($(date +%s) + "
          + Eventually.PATIENCE.toSeconds()
          + ")); until [ $(id -u) = 0 ]; do [ $(date +%s) -lt $end ] || exit 1; sleep 0.05; done;"
          + " exec \"$@\"";

  private UserNamespace() {}

  /** Whether this machine gives one. */
  static boolean isPossible() {
    List<String> command = new ArrayList<>(entering());
    command.add("true");
    return Programs.exists("unshare")
        && Programs.exists("nsenter")
        && Programs.run(command).exitCode() == 0;
  }

  /** By this a program becomes the one that its arguments name, inside the namespace. */
  static List<String> entering() {
    return List.of("env", "INSIDE=" + INSIDE, "sh", "-c", OUTSIDE, "sh");
  }

  /**
   * Sets how many watches may be there from now on; those that are there stay.
   *
   * @param process inside the namespace
   */
  static void limitWatches(long process, int watches) {
    Programs.run(
            "nsenter",
            "--user",
            "--preserve-credentials",
            "--target",
            Long.toString(process),
            "sh",
            "-c",
            "echo " + watches + " > /proc/sys/user/max_inotify_watches")
        .orFail();
  }
}
