package org.tidemark.journal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.source.FilesystemKind;

/** Where the journal is kept. */
final class StateFolderCheck implements Check {
  private static final String ELSEWHERE = "state = /another/disk in [journal], or --state";

  @Override
  public String name() {
    return "state";
  }

  @Override
  public List<Finding> look(Surroundings here) throws IOException {
    List<Finding> findings = new ArrayList<>();
    MountTable mounts = here.mounts();
    Optional<Mount> mount = mounts.covering(here.state());
    mount.ifPresent(found -> findings.add(filesystem(here, found)));
    findings.add(writable(here));
    findings.add(space(here));
    for (Tree tree : Tree.all(here)) {
      addFrozen(findings, here, mounts, tree);
    }
    return findings;
  }

  private Finding filesystem(Surroundings here, Mount mount) {
    String at = here.state().toString();
    String text = "on " + mount.type() + " " + mount.source();
    if (FilesystemKind.of(mount) == FilesystemKind.SHARED) {
      return Finding.red(
          name(),
          at,
          text + ": SQLite's log needs one machine's memory, and another host's daemon may hold it",
          ELSEWHERE);
    }
    return mount.type().equals("tmpfs")
        ? Finding.yellow(
            name(), at, text + ": a reboot loses it, and every backup starts full", ELSEWHERE)
        : Finding.green(name(), at, text);
  }

  /** The folder, or what it would be made in. */
  private static Path nearest(Path folder) {
    Path at = folder;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private Finding writable(Surroundings here) {
    String at = here.state().toString();
    Path folder = here.config().state();
    Path nearest = nearest(folder);
    if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
      return Finding.red(
          name(),
          at,
          nearest + " cannot be written by this user",
          "check its mode and owner, and whether it is mounted read-only: ls -ld "
              + nearest
              + "; findmnt -T "
              + nearest);
    }
    return Finding.green(
        name(), at, nearest.equals(folder) ? "writable" : "not there yet; the daemon makes it");
  }

  private Finding space(Surroundings here) throws IOException {
    String at = here.state().toString();
    long free = Files.getFileStore(nearest(here.config().state())).getUsableSpace();
    long least = here.config().retention().minFreeBytes();
    String text = (free >> 20) + " MiB free";
    String hint = "free space there, or " + ELSEWHERE;
    if (free < least) {
      return Finding.red(name(), at, text + ", below min-free: old history is being dropped", hint);
    }
    return free < 2 * least
        ? Finding.yellow(name(), at, text + ", less than twice min-free", hint)
        : Finding.green(name(), at, text);
  }

  /** A hook that freezes the tree would wait for a commit that waits for the thaw (hazard 24). */
  private void addFrozen(List<Finding> findings, Surroundings here, MountTable mounts, Tree tree) {
    Optional<String> own = mounts.covering(here.state()).map(Mount::device);
    Optional<String> watched = mounts.covering(tree.root().path()).map(Mount::device);
    if (own.isPresent() && own.equals(watched)) {
      boolean below = here.state().isUnder(tree.root().path());
      findings.add(
          Finding.yellow(
              name(),
              here.state().toString(),
              (below ? "below the watched " : "on the filesystem of the watched ")
                  + tree.shown()
                  + ": a hook that freezes it (fsfreeze, snapshots) would wait for ever",
              ELSEWHERE));
    }
  }
}
