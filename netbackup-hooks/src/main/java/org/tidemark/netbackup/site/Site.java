package org.tidemark.netbackup.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.HookText.Otherwise;

/**
 * Puts hooks and lists into NetBackup's folder, and takes them out again. Only files of one policy
 * and schedule are touched; what the site had there is kept. One thread, one process at a time.
 */
public final class Site {
  private static final String RUNNABLE_BY_ALL = "rwxr-xr-x";
  private static final String READABLE_BY_ALL = "rw-r--r--";

  /** The exclude list that makes NetBackup take the include list for the selections. */
  private static final String EVERYTHING = "/\n";

  private final Installations installations;
  private final Path state;
  private final Path tidemark;
  private final Path java;

  /**
   * @param tidemark the command that the hooks run
   * @param java the folder of the Java that it is to run with
   */
  public Site(Path state, Path tidemark, Path java) {
    this.installations = Installations.in(state);
    this.state = state.toAbsolutePath();
    this.tidemark = tidemark.toAbsolutePath();
    this.java = java.toAbsolutePath();
  }

  /**
   * Says why it cannot be installed, before anything is written.
   *
   * @throws TidemarkException with REFUSED or USAGE
   */
  public void refuse(Installation wanted) throws TidemarkException {
    if (!Files.isDirectory(wanted.openv().netbackup().resolve("bin"))) {
      throw new TidemarkException(
          ExitCode.USAGE,
          "there is no NetBackup client in " + wanted.openv().directory(),
          "Name its folder with --openv.");
    }
    for (Installation other : installations.all()) {
      refuseBeside(wanted, other);
    }
  }

  private static void refuseBeside(Installation wanted, Installation other)
      throws TidemarkException {
    for (Pair ours : Pair.of(wanted)) {
      for (Pair theirs : Pair.of(other)) {
        if (!ours.equals(theirs) && ours.fileName().equals(theirs.fileName())) {
          throw refused(ours + " and " + theirs + " have the same files for hooks and lists");
        }
      }
    }
    if (Pair.listed(wanted).equals(Pair.base(other))
        || Pair.base(wanted).equals(Pair.listed(other))) {
      throw refused(
          Pair.listed(other)
              + " is installed with base "
              + Pair.base(other)
              + ": images made by a list cannot be the base of others");
    }
  }

  private static TidemarkException refused(String why) {
    return new TidemarkException(
        ExitCode.REFUSED, why, "Choose another name for the policy or the schedule.");
  }

  /** A policy and a schedule. */
  private record Pair(String policy, String schedule) {
    static Pair listed(Installation of) {
      return new Pair(of.policy(), of.schedule());
    }

    static Pair base(Installation of) {
      return new Pair(of.basePolicy(), of.baseSchedule());
    }

    static List<Pair> of(Installation installation) {
      return List.of(listed(installation), base(installation));
    }

    String fileName() {
      return policy + "." + schedule;
    }

    @Override
    public String toString() {
      return "policy " + policy + ", schedule " + schedule;
    }
  }

  /**
   * Installs, or installs anew with other settings.
   *
   * @return the files that were written
   * @throws TidemarkException if it was refused, or something could not be written; then another
   *     try goes on
   */
  public List<Path> install(Installation wanted) throws TidemarkException {
    refuse(wanted);
    Optional<Installation> before = installations.find(wanted.policy(), wanted.schedule());
    installations.save(wanted);
    List<Path> written = new ArrayList<>();
    lists(wanted, before.isEmpty(), written);
    HookText text = new HookText(wanted.openv(), state, tidemark, java);
    hooks(wanted, text, written);
    baseHooks(wanted, text, written);
    if (before.isPresent()
        && installations
            .basedOn(before.get().basePolicy(), before.get().baseSchedule())
            .isEmpty()) {
      takeBackBaseHooks(before.get(), new ArrayList<>());
    }
    return written;
  }

  /** The exclude list first: alone it saves nothing, while the include list alone saves all. */
  private static void lists(Installation wanted, boolean first, List<Path> written)
      throws TidemarkException {
    Placed exclude = new Placed(wanted.openv().excludeList(wanted.policy(), wanted.schedule()));
    Placed include = new Placed(wanted.openv().includeList(wanted.policy(), wanted.schedule()));
    if (!first && exclude.text().equals(EVERYTHING)) {
      return;
    }
    exclude.keep();
    include.keep();
    exclude.write(EVERYTHING, READABLE_BY_ALL);
    if (include.hasKept()) {
      include.write("# Tidemark: no list yet.\n", READABLE_BY_ALL);
    }
    written.add(exclude.place());
  }

  private static void hooks(Installation wanted, HookText text, List<Path> written)
      throws TidemarkException {
    String policy = wanted.policy();
    String schedule = wanted.schedule();
    hook(
        wanted.openv().startHook(policy, schedule),
        text.start(policy, schedule, wanted.deadline(), Otherwise.FAIL),
        written);
    hook(wanted.openv().endHook(policy, schedule), text.end(policy, schedule), written);
  }

  private static void baseHooks(Installation wanted, HookText text, List<Path> written)
      throws TidemarkException {
    String policy = wanted.basePolicy();
    String schedule = wanted.baseSchedule();
    hook(
        wanted.openv().startHook(policy, schedule),
        text.start(policy, schedule, wanted.deadline(), Otherwise.GO_ON),
        written);
    hook(wanted.openv().endHook(policy, schedule), text.end(policy, schedule), written);
  }

  private static void hook(Path place, String text, List<Path> written) throws TidemarkException {
    Placed placed = new Placed(place);
    if (!HookText.isOurs(placed.text())) {
      placed.keep();
    }
    placed.write(text, RUNNABLE_BY_ALL);
    written.add(place);
  }

  /**
   * Takes everything out that {@link #install} put in.
   *
   * @return notes for people: what was left alone, and why
   */
  public List<String> uninstall(Installation installed) throws TidemarkException {
    List<String> notes = new ArrayList<>();
    Openv openv = installed.openv();
    String policy = installed.policy();
    String schedule = installed.schedule();
    takeBackHook(openv.startHook(policy, schedule), notes);
    takeBackHook(openv.endHook(policy, schedule), notes);
    new Placed(openv.includeList(policy, schedule)).takeBack();
    new Placed(openv.excludeList(policy, schedule)).takeBack();
    // The hooks of its base go with the last installation that needs them.
    if (installations.basedOn(installed.basePolicy(), installed.baseSchedule()).size() <= 1) {
      takeBackBaseHooks(installed, notes);
    }
    installations.remove(installed);
    return notes;
  }

  private static void takeBackBaseHooks(Installation former, List<String> notes)
      throws TidemarkException {
    String policy = former.basePolicy();
    String schedule = former.baseSchedule();
    takeBackHook(former.openv().startHook(policy, schedule), notes);
    takeBackHook(former.openv().endHook(policy, schedule), notes);
  }

  private static void takeBackHook(Path place, List<String> notes) throws TidemarkException {
    Placed placed = new Placed(place);
    if (HookText.isOurs(placed.text()) || !placed.exists()) {
      placed.takeBack();
    } else {
      notes.add(
          place
              + " is not Tidemark's any more and stays"
              + (placed.hasKept() ? "; what was there before is " + placed.kept() : ""));
    }
  }
}
