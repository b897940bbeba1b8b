package org.tidemark.rsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.MirrorName;
import org.tidemark.rsync.points.NulRecords;
import org.tidemark.rsync.proof.Changes;
import org.tidemark.rsync.proof.Differences;
import org.tidemark.rsync.proof.Drift;
import org.tidemark.rsync.proof.DriftFinder;

/**
 * Has a run mend what a comparison found different before the run's list was made: what the list
 * holds changed in the meantime and is gone over anyway, the rest is drift. For one run.
 */
final class DriftIntoPlan implements MoreNames {
  private final Programs programs;
  private final Session session;
  private final Differences differences;
  private final Path report;
  private final Mending mending;
  private Optional<Drift> drift = Optional.empty();
  private boolean blind;

  /** Is told before anything is mended. */
  interface Mending {
    void begins() throws TidemarkException;
  }

  /**
   * @param session of the run, with a work folder of its own
   * @param differences closed
   * @param report gets the names that drifted
   */
  DriftIntoPlan(
      Programs programs, Session session, Differences differences, Path report, Mending mending) {
    this.programs = programs;
    this.session = session;
    this.differences = differences;
    this.report = report;
    this.mending = mending;
  }

  /** What was found; empty before the list was read. */
  Optional<Drift> drift() {
    return drift;
  }

  /** True if the list held everything, so that nothing can be told apart. */
  boolean isBlind() {
    return blind;
  }

  @Override
  public Optional<PassPlan> to(PassPlan listed, Scope scope) throws TidemarkException {
    Path work = StateFolder.subfolder(session.work(), "drift");
    blind = holdsEverything(listed);
    try {
      Drift found = find(listed, scope, work);
      drift = Optional.of(found);
      if (found.names() == 0) {
        return Optional.empty();
      }
      mending.begins();
      return Optional.of(added(listed, found, scope, work));
    } catch (IOException | IllegalArgumentException e) {
      throw StateFolder.unusable("write names in", work, e);
    }
  }

  private Drift find(PassPlan listed, Scope scope, Path work)
      throws IOException, TidemarkException {
    Changes changes = new Changes(work.resolve("changes"));
    try (changes) {
      note(listed, scope, changes);
    }
    AncestorGuard guard = new AncestorGuard(new ByteFiles(programs), work);
    DriftFinder finder =
        new DriftFinder(programs, names -> guard.real(names, scope.source()), work);
    return finder.find(differences, changes, report);
  }

  private static void note(PassPlan listed, Scope scope, Changes changes) throws IOException {
    for (Pass pass : listed.passes()) {
      if (!pass.isListed() && pass != Pass.ROOT) {
        changes.add(".", Changes.Reach.TREE);
      } else if (pass == Pass.ROOT) {
        changes.add(".", Changes.Reach.NAME);
      } else {
        noteNames(listed.names().file(pass), reach(pass), changes);
      }
    }
    for (PathBytes path : listed.unavailable()) {
      PathBytes inMirror = path.rebase(scope.source(), PathBytes.ROOT);
      changes.add(MirrorName.text(inMirror), Changes.Reach.TREE);
    }
  }

  private static boolean holdsEverything(PassPlan listed) {
    return listed.passes().contains(Pass.COPY) || listed.passes().contains(Pass.COMPARE);
  }

  private static Changes.Reach reach(Pass pass) {
    return switch (pass) {
      case CONTENTS -> Changes.Reach.LEVEL;
      case REMOVALS -> Changes.Reach.REMOVALS;
      case MOVED_TREES, DOUBTFUL_TREES -> Changes.Reach.TREE;
      default -> Changes.Reach.NAME;
    };
  }

  private static void noteNames(Path names, Changes.Reach reach, Changes changes)
      throws IOException {
    try (NulRecords in = new NulRecords(Files.newInputStream(names))) {
      for (String name = in.next(); name != null; name = in.next()) {
        changes.add(MirrorName.text(MirrorName.parse(name)), reach);
      }
    }
  }

  private PassPlan added(PassPlan listed, Drift found, Scope scope, Path work)
      throws IOException, TidemarkException {
    if (holdsEverything(listed)) {
      return listed;
    }
    if (found.toMend() > DriftFinder.MOST_TO_MEND) {
      session.log().message("so many names differ that everything is compared byte by byte");
      return listed.with(List.of(Pass.COMPARE), listed.names());
    }
    return merged(listed, found.mend(), scope, work);
  }

  private PassPlan merged(PassPlan listed, Path mend, Scope scope, Path work)
      throws IOException, TidemarkException {
    Set<Pass> passes = EnumSet.of(Pass.REMOVALS, Pass.DRIFT);
    passes.addAll(listed.passes());
    Mirror mirror = session.places().mirror();
    PassNames names = new PassNames(StateFolder.subfolder(work, "names"));
    try (names) {
      for (Pass pass : listed.passes()) {
        names.addAll(pass, listed.names());
      }
      DriftNames drifted = new DriftNames(names, session.removals());
      drifted.addAll(mend);
      for (String mate : new LinkMates(programs, scope, mirror, work).of(mend)) {
        drifted.add(mate);
      }
      if (drifted.holdRoot()) {
        passes.add(Pass.ROOT);
      }
    }
    passes.removeIf(pass -> pass.isListed() && names.count(pass) == 0);
    return listed.with(List.copyOf(passes), names);
  }
}
