package org.tidemark.rsync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.MirrorRenames;
import org.tidemark.rsync.points.RenameHint;

/**
 * Renames directories on the mirror before the passes, where it is reached otherwise than by rsync.
 */
final class RenamesFirst {
  private final Path state;
  private final Programs programs;
  private final Watcher watcher;

  /**
   * @param state the daemon's folder, where manifests lie
   */
  RenamesFirst(Path state, Programs programs, Watcher watcher) {
    this.state = state;
    this.programs = programs;
    this.watcher = watcher;
  }

  /**
   * Follows the hints of the window's manifest.
   *
   * @param step keeps what undoes the renames; empty if nothing is recorded
   * @return the plan for what is then there
   */
  PassPlan followed(
      PassPlan plan,
      MirrorRecord record,
      Scope scope,
      ListHeader window,
      Optional<StepRecording> step,
      Path work)
      throws TidemarkException {
    Optional<Host> host = record.places().mirror().host();
    boolean copiesAll = plan.passes().contains(Pass.COPY);
    if (host.isEmpty() || copiesAll || record.request().dryRun()) {
      return plan;
    }
    List<RenameHint> hints = hints(record, window);
    if (hints.isEmpty()) {
      return plan;
    }
    MirrorRenames renames =
        MirrorRenames.plan(
            host.get(),
            record.places().mirror().path(),
            hints,
            MirrorLook.source(programs, scope, record.places()),
            StateFolder.subfolder(work, "renames"));
    if (renames.touched().isEmpty()) {
      return plan;
    }
    if (step.isPresent()) {
      step.get().renames(renames.renames());
    }
    renames.carryOut();
    RenamedTrees trees = new RenamedTrees(renames.touched());
    return trees.compared(plan, StateFolder.subfolder(work, "renamed"));
  }

  private List<RenameHint> hints(MirrorRecord record, ListHeader window) {
    Path manifest = ManifestFiles.of(state, record.request().consumer(), window.window());
    try {
      return RenameHints.read(manifest, record.places().source());
    } catch (IOException e) {
      watcher.message("renames are not looked for: " + e.getMessage());
      return List.of();
    }
  }
}
