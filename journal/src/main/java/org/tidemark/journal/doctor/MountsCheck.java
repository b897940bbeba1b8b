package org.tidemark.journal.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.source.FilesystemKind;

/** What is mounted below the trees, and whether it belongs to them (hazard 20). */
final class MountsCheck implements Check {
  @Override
  public String name() {
    return "mounts";
  }

  @Override
  public List<Finding> look(Surroundings here) throws IOException {
    MountTable mounts = here.mounts();
    List<Finding> findings = new ArrayList<>();
    for (Tree tree : Tree.all(here)) {
      List<Finding> below = below(mounts, tree);
      findings.addAll(
          below.isEmpty()
              ? List.of(Finding.green(name(), tree.shown(), "nothing is mounted below"))
              : below);
    }
    return findings;
  }

  private List<Finding> below(MountTable mounts, Tree tree) {
    List<Finding> findings = new ArrayList<>();
    List<Mount> reachable = mounts.below(tree.root().path());
    for (Mount mount : mounts.mounts()) {
      boolean inside =
          mount.place().isUnder(tree.root().path()) && !mount.place().equals(tree.root().path());
      if (inside && reachable.contains(mount)) {
        findings.add(reachable(mounts, tree, mount));
      } else if (inside) {
        findings.add(hidden(mount));
      }
    }
    addSubvolumes(findings, mounts, tree);
    return findings;
  }

  private Finding hidden(Mount mount) {
    return Finding.yellow(
        name(),
        mount.place().toString(),
        mount.type() + " " + mount.source() + " is mounted over: what lies in it is not seen",
        "umount what covers it, or watch it at another place");
  }

  private Finding reachable(MountTable mounts, Tree tree, Mount mount) {
    FilesystemKind kind = FilesystemKind.of(mount);
    String place = mount.place().toString();
    String what = what(mounts, tree, mount);
    if (kind == FilesystemKind.PSEUDO) {
      return Finding.green(name(), place, what + " is left out: " + kind.refusal());
    }
    if (tree.root().nested()) {
      // What cannot be followed is said by the probe of the sources.
      return Finding.green(name(), place, what + " belongs to it (nested = yes)");
    }
    return Finding.yellow(
        name(),
        place,
        what + " is not covered: a tree is one filesystem",
        kind.canBeFollowed()
            ? "nested = yes, or a [filesystem] section with path = " + place
            : kind.hint());
  }

  private static String what(MountTable mounts, Tree tree, Mount mount) {
    boolean same =
        mounts
            .covering(tree.root().path())
            .filter(own -> own.device().equals(mount.device()))
            .isPresent();
    return same
        ? "a bind mount of " + mount.root() + " of the same filesystem"
        : mount.type() + " " + mount.source();
  }

  private void addSubvolumes(List<Finding> findings, MountTable mounts, Tree tree) {
    boolean btrfs =
        mounts.covering(tree.root().path()).filter(own -> own.type().equals("btrfs")).isPresent();
    if (btrfs && !tree.root().nested()) {
      findings.add(
          Finding.green(
              name(),
              tree.shown(),
              "btrfs: subvolumes below are boundaries as mounts are (nested = yes covers them)"));
    }
  }
}
