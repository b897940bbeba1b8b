package org.tidemark.netbackup.checks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.netbackup.site.HookText;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Openv;

/** Whether the hooks and lists of an installation are still as {@code install} made them. */
public final class FilesCheck {
  private static final String NAME = "netbackup";
  private static final String AGAIN = "tidemark netbackup install, with the same options";

  private final List<Finding> findings = new ArrayList<>();

  private FilesCheck() {}

  /** Green if nothing is wrong; what the site's own files mean is yellow. */
  public static List<Finding> look(Installation installation) {
    FilesCheck check = new FilesCheck();
    Openv openv = installation.openv();
    check.hook(openv.startHook(installation.policy(), installation.schedule()));
    check.hook(openv.endHook(installation.policy(), installation.schedule()));
    check.hook(openv.startHook(installation.basePolicy(), installation.baseSchedule()));
    check.hook(openv.endHook(installation.basePolicy(), installation.baseSchedule()));
    check.excludeList(openv.excludeList(installation.policy(), installation.schedule()));
    boolean fine = check.findings.isEmpty();
    check.sitesOwn(installation);
    if (fine) {
      check.findings.add(
          Finding.green(NAME, installation.consumer().text(), "hooks and lists are in place"));
    }
    return List.copyOf(check.findings);
  }

  private void hook(Path place) {
    if (!Files.exists(place)) {
      red(place, "the hook is missing", AGAIN);
    } else if (!HookText.isHook(place)) {
      red(place, "is not Tidemark's hook any more", AGAIN);
    } else if (!Files.isExecutable(place)) {
      red(place, "the hook cannot be run: NetBackup may ignore it", "chmod 755 " + place);
    }
  }

  private void excludeList(Path place) {
    try {
      String text = Files.exists(place) ? Files.readString(place, StandardCharsets.ISO_8859_1) : "";
      if (!text.equals("/\n")) {
        red(place, "does not exclude /: the next backup walks everything", AGAIN);
      }
    } catch (IOException e) {
      red(place, "cannot be read: " + e, "run as root");
    }
  }

  private void red(Path place, String text, String hint) {
    findings.add(Finding.red(NAME, place.toString(), text, hint));
  }

  /** What is less specific than our files, and so is not read for this policy any more. */
  public static List<Finding> sitesOwnFiles(Installation installation) {
    FilesCheck check = new FilesCheck();
    check.sitesOwn(installation);
    return List.copyOf(check.findings);
  }

  private void sitesOwn(Installation installation) {
    Openv openv = installation.openv();
    for (String kind : List.of("include_list", "exclude_list")) {
      for (Path place : openv.lessSpecific(openv.netbackup(), kind, installation.policy())) {
        if (Files.exists(place)) {
          findings.add(
              Finding.yellow(
                  NAME,
                  place.toString(),
                  "is not read for policy " + installation.policy() + ", only for the true full",
                  "let Tidemark exclude the same: exclude= in /etc/tidemark/tidemark.conf"));
        }
      }
    }
    for (String kind : List.of("bpstart_notify", "bpend_notify")) {
      for (Path place : openv.hooksBefore(kind, installation.policy(), installation.schedule())) {
        if (Files.exists(place) && !Files.isExecutable(place)) {
          findings.add(
              Finding.yellow(
                  NAME,
                  place.toString(),
                  "cannot be run and is passed over",
                  "chmod 755 " + place));
        }
      }
    }
  }
}
