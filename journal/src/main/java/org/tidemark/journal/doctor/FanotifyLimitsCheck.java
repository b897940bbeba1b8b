package org.tidemark.journal.doctor;

import java.util.List;

/** The limits of fanotify(7), one descriptor and some marks per daemon. */
final class FanotifyLimitsCheck implements Check {
  private static final Sysctl GROUPS = new Sysctl("fs.fanotify.max_user_groups");
  private static final Sysctl MARKS = new Sysctl("fs.fanotify.max_user_marks");

  /** More filesystems than a machine has; whoever lowers it below has other users of fanotify. */
  private static final int FEW = 16;

  @Override
  public String name() {
    return "fanotify-limits";
  }

  @Override
  public List<Finding> look(Surroundings here) {
    return List.of(finding(here, GROUPS), finding(here, MARKS));
  }

  private Finding finding(Surroundings here, Sysctl limit) {
    String text = limit.shown(here);
    return limit.value(here).orElse(Long.MAX_VALUE) < FEW
        ? Finding.yellow(
            name(), "", text + ": other programs may leave none for the daemon", limit.raise(128))
        : Finding.green(name(), "", text);
  }
}
