package org.tidemark.journal.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.config.FilesystemConfig;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.EventSource.Description;
import org.tidemark.journal.source.FanotifyFlags;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceProbe;
import org.tidemark.journal.source.SourceSet;

/** Which source follows each tree, and why; with the daemon's own code. */
final class TreesCheck implements Check {
  @Override
  public String name() {
    return "source";
  }

  @Override
  public List<Finding> look(Surroundings here) throws IOException {
    if (here.config().filesystems().isEmpty()) {
      return List.of(
          Finding.yellow(
              name(),
              "",
              "there is no tree to watch",
              "name one: tidemark doctor PATH, or [filesystem NAME] in the configuration"));
    }
    MountTable mounts = here.mounts();
    List<Finding> findings = new ArrayList<>();
    for (FilesystemConfig configured : here.config().filesystems()) {
      findings.addAll(findings(here, mounts, configured));
    }
    return findings;
  }

  private List<Finding> findings(
      Surroundings here, MountTable mounts, FilesystemConfig configured) {
    try {
      return findings(here, mounts, Tree.of(here, configured));
    } catch (TidemarkException e) {
      return List.of(Finding.red(name(), configured.path().toString(), e.getMessage(), e.hint()));
    }
  }

  private List<Finding> findings(Surroundings here, MountTable mounts, Tree tree) {
    List<Finding> findings = new ArrayList<>();
    findings.add(identity(here, tree));
    SourceProbe.Outcome outcome = tree.probe(here, mounts);
    for (Description source : outcome.sources()) {
      findings.add(source(tree, source));
    }
    for (FanotifyFlags flags : outcome.granted()) {
      addMissing(findings, tree, flags);
    }
    if (!outcome.granted().isEmpty()) {
      findings.add(handles(here, mounts, tree));
    }
    for (SourceProbe.Refusal refusal : outcome.refusals()) {
      findings.add(refusal(tree, refusal));
    }
    return findings;
  }

  private static Finding identity(Surroundings here, Tree tree) {
    try {
      return Finding.green(
          "filesystem", tree.shown(), SourceSet.identity(here.kernel(), tree.root().path()));
    } catch (IOException e) {
      return Finding.red("filesystem", tree.shown(), "cannot be identified: " + e.getMessage(), "");
    }
  }

  private Finding source(Tree tree, Description source) {
    String text = source.kind() + " on " + source.filesystem() + ": " + source.details();
    boolean second = source.kind().equals("inotify") && tree.choice() == SourceChoice.AUTO;
    return second
        ? Finding.yellow(
            name(),
            source.place().toString(),
            text + "; one watch per directory, and not followed until all are set",
            "as root, on a filesystem with file handles, fanotify would be used")
        : Finding.green(name(), source.place().toString(), text);
  }

  private void addMissing(List<Finding> findings, Tree tree, FanotifyFlags flags) {
    if (!flags.rename()) {
      findings.add(missing(tree, "FAN_RENAME (Linux 5.17): a rename is seen as two halves"));
    }
    if (!flags.filesystemErrors()) {
      findings.add(missing(tree, "FAN_FS_ERROR (Linux 5.16): filesystem errors are not seen"));
    }
    if (!flags.objectHandles()) {
      findings.add(
          missing(
              tree,
              "FAN_REPORT_FID with names (Linux 5.9): changes by handle, as an NFS server's, are"
                  + " not seen"));
    }
  }

  private Finding missing(Tree tree, String what) {
    return Finding.yellow(
        name(), tree.shown(), "refused: " + what, "a newer kernel or filesystem driver has it");
  }

  private Finding handles(Surroundings here, MountTable mounts, Tree tree) {
    try {
      new SourceProbe(here.kernel()).tryHandles(mounts, tree.root().path());
      return Finding.green("handles", tree.shown(), "file handles are taken and opened again");
    } catch (KernelException e) {
      return Finding.red(
          "handles",
          tree.shown(),
          "directories of events cannot be found: " + e.getMessage(),
          e.hint().isEmpty() ? "use inotify there: source = inotify" : e.hint());
    }
  }

  private Finding refusal(Tree tree, SourceProbe.Refusal refusal) {
    boolean all = refusal.place().equals(tree.root().path());
    String place = refusal.place().toString();
    return all
        ? Finding.red(name(), place, "cannot be followed: " + refusal.why(), refusal.hint())
        : Finding.yellow(
            name(),
            place,
            "cannot be followed and stays a gap: " + refusal.why(),
            "exclude = " + place);
  }
}
