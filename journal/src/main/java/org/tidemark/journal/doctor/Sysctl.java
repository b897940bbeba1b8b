package org.tidemark.journal.doctor;

import java.util.OptionalLong;

/**
 * A kernel setting (sysctl(8)).
 *
 * @param name with dots, as in {@code fs.inotify.max_user_watches}
 */
record Sysctl(String name) {
  /** Its value; empty where this kernel has no such setting. */
  OptionalLong value(Surroundings here) {
    return here.number("proc/sys/" + name.replace('.', '/'));
  }

  /** The commands that raise it, now and at each boot. */
  String raise(long value) {
    return "sysctl -w "
        + name
        + "="
        + value
        + "; for each boot: echo '"
        + name
        + " = "
        + value
        + "' >> /etc/sysctl.d/60-tidemark.conf";
  }

  /** {@code name = 128}, or that it is not there. */
  String shown(Surroundings here) {
    OptionalLong value = value(here);
    return name + " = " + (value.isPresent() ? value.getAsLong() : "(not in this kernel)");
  }
}
