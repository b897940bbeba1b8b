package org.tidemark.journal.doctor;

import java.util.ArrayList;
import java.util.List;

/** What this process may do (capabilities(7)); the daemon may be started with more or with less. */
final class PrivilegesCheck implements Check {
  /** A capability by its bit, and what is lost without it. */
  private record Capability(String name, int bit, String loss) {}

  private static final List<Capability> WANTED =
      List.of(
          new Capability("CAP_SYS_ADMIN", 21, "no fanotify mark on a filesystem: inotify is used"),
          new Capability("CAP_DAC_READ_SEARCH", 2, "no open_by_handle_at: inotify is used"),
          new Capability(
              "CAP_SYS_PTRACE", 19, "shared mappings of other users' processes are not seen"));

  @Override
  public String name() {
    return "privileges";
  }

  @Override
  public List<Finding> look(Surroundings here) {
    long held = effective(here);
    List<Finding> findings = new ArrayList<>();
    for (Capability capability : WANTED) {
      if ((held >> capability.bit() & 1) == 0) {
        findings.add(
            Finding.yellow(
                name(),
                "",
                capability.name() + " is missing: " + capability.loss(),
                "run as root (sudo tidemark doctor ...), as the service does"));
      }
    }
    if (findings.isEmpty()) {
      findings.add(Finding.green(name(), "", "CAP_SYS_ADMIN, CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE"));
    }
    return findings;
  }

  private static long effective(Surroundings here) {
    return here.text("proc/self/status")
        .lines()
        .filter(line -> line.startsWith("CapEff:"))
        .findFirst()
        .map(line -> Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16))
        .orElse(0L);
  }
}
