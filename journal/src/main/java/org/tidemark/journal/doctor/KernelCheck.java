package org.tidemark.journal.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writers that the kernel tells nobody of. Its version is all there is to go by, and long-term
 * kernels have some of the mends, hence no more than yellow.
 */
final class KernelCheck implements Check {
  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);
  private static final Sysctl DIRTY_EXPIRE = new Sysctl("vm.dirty_expire_centisecs");
  private static final long LONG_EXPIRY = 30_000;

  @Override
  public String name() {
    return "kernel";
  }

  @Override
  public List<Finding> look(Surroundings here) {
    String release = here.text("proc/sys/kernel/osrelease").strip();
    List<Finding> findings = new ArrayList<>();
    Matcher version = RELEASE.matcher(release);
    if (version.matches()) {
      int number = Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2));
      addFaults(findings, release, number);
    }
    if (findings.isEmpty()) {
      findings.add(Finding.green(name(), "", "Linux " + release));
    }
    findings.add(writeBack(here));
    return findings;
  }

  /** Commit f63cf5192fe3 mended io_uring in 5.18 and 5.15.54; fsnotify in splice came with 6.6. */
  private static void addFaults(List<Finding> findings, String release, int version) {
    if (version < 5018) {
      findings.add(
          Finding.yellow(
              "kernel",
              "",
              "Linux " + release + " may send no event for writes by io_uring before the close",
              "run Linux 5.18 or later (or 5.15.54 or later of that series)"));
    }
    if (version < 6006) {
      findings.add(
          Finding.yellow(
              "kernel",
              "",
              "Linux " + release + " may send no event for splice(2) into a file before the close",
              "nothing to do if such files are closed before a backup; else run Linux 6.6"));
    }
  }

  /** Times on the disk lag behind events by so much; reconcile looks back by that and 10 s more. */
  private static Finding writeBack(Surroundings here) {
    OptionalLong expiry = DIRTY_EXPIRE.value(here);
    String text = DIRTY_EXPIRE.shown(here);
    return expiry.isPresent() && expiry.getAsLong() > LONG_EXPIRY
        ? Finding.yellow(
            "kernel",
            "",
            text + ": after a crash reconcile must look back by more than five minutes",
            DIRTY_EXPIRE.raise(3000))
        : Finding.green("kernel", "", text);
  }
}
