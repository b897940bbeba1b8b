package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/** Makes a state in a directory, whatever it held. Not thread-safe. */
final class StateMaker {
  private final Copier copier;
  private final StepLoader loader;
  private final RestoreTarget target;
  private final Progress progress;
  private final List<PathBytes> lost = new ArrayList<>();
  private final Map<PathBytes, RestoreTarget.Time> times = new HashMap<>();

  StateMaker(Copier copier, StepLoader loader, RestoreTarget target, Progress progress) {
    this.copier = copier;
    this.loader = loader;
    this.target = target;
    this.progress = progress;
  }

  /**
   * Makes it.
   *
   * @param held states that the directory may hold parts of; null if nobody knows what it holds
   * @return false if something could not be copied
   */
  boolean make(Restore.Request request, ChainImages.Undone undone, List<Image> held)
      throws TidemarkException, KernelException {
    RestorePlan plan =
        new Existing(loader, request.mirror(), undone.steps())
            .plan(undone.image(), request.selected());
    CopyRuns runs = new CopyRuns(plan);
    if (held != null) {
      forget(StaleNames.of(held, undone.image()), request.selected());
    }
    for (PathBytes path : runs.unprotected()) {
      target.remove(path);
    }
    boolean complete = bring(runs.inOrder(), plan, held == null);
    remember(plan, plan.absent().stream().map(PathBytes::parent).toList());
    leaveNothingElse(plan);
    join(groups(request, undone, plan));
    for (Map.Entry<PathBytes, RestoreTarget.Time> entry : times.entrySet()) {
      target.setModified(entry.getKey(), entry.getValue());
    }
    describe(plan);
    lost.addAll(plan.doubtful());
    return complete;
  }

  /** Removed are only names that are restored now. */
  private void forget(SortedSet<PathBytes> stale, List<PathBytes> selected) throws KernelException {
    for (PathBytes path : stale) {
      for (PathBytes wanted : selected) {
        if (path.isUnder(wanted)) {
          target.remove(path);
        } else if (wanted.isUnder(path)) {
          target.remove(wanted);
        }
      }
    }
  }

  private boolean bring(List<CopyRun> runs, RestorePlan plan, boolean compare)
      throws TidemarkException, KernelException {
    boolean complete = true;
    boolean treesAreThere = false;
    for (CopyRun run : runs) {
      if (!run.isOfTrees() && !treesAreThere) {
        remember(plan, plan.absent().stream().map(PathBytes::parent).toList());
        leaveNothingElse(plan);
        treesAreThere = true;
      }
      progress.begins(run.isFromMirror() ? "from the mirror" : "saved by " + run.step(), 0);
      prepare(run);
      remember(plan, parents(run));
      complete &= copier.bring(run, compare);
    }
    return complete;
  }

  /** rsync is to find directories above each name, and nothing of another type in their place. */
  private void prepare(CopyRun run) throws KernelException {
    target.makeDirectories(run.to());
    for (String name : run.names()) {
      if (!name.isEmpty()) {
        target.makeDirectories(run.to().resolve(ImageNode.name(name)).parent());
      }
    }
  }

  private static List<PathBytes> parents(CopyRun run) {
    List<PathBytes> parents = new ArrayList<>();
    for (String name : run.names()) {
      PathBytes path = run.to().resolve(ImageNode.name(name));
      if (!path.isRoot()) {
        parents.add(path.parent());
      }
    }
    return parents;
  }

  /** Times of directories that were copied and in which something is done that no step tells of. */
  private void remember(RestorePlan plan, List<PathBytes> directories) throws KernelException {
    for (PathBytes directory : directories) {
      boolean told =
          plan.described().containsKey(directory) || plan.directories().contains(directory);
      if (!told && !times.containsKey(directory)) {
        target.time(directory).ifPresent(time -> times.put(directory, time));
      }
    }
  }

  private void leaveNothingElse(RestorePlan plan) throws KernelException {
    for (PathBytes path : plan.absent()) {
      target.remove(path);
    }
    for (PathBytes path : plan.directories()) {
      target.makeDirectories(path);
    }
    for (PathBytes path : plan.closed().keySet()) {
      removeOthers(path, plan.closed().get(path));
    }
  }

  private void removeOthers(PathBytes directory, Set<String> kept) throws KernelException {
    for (String name : target.list(directory)) {
      if (!kept.contains(name)) {
        target.remove(directory.child(ImageNode.name(name)));
      }
    }
  }

  /** Looking for links on the mirror costs a walk, so it is done only where there may be some. */
  private List<SortedSet<PathBytes>> groups(
      Restore.Request request, ChainImages.Undone undone, RestorePlan plan)
      throws TidemarkException {
    LinkGroups links = new LinkGroups(undone.image());
    undone.steps().forEach(links::addAll);
    long trees = plan.copies().stream().filter(RestorePlan.Copy::isTree).count();
    if (!links.isEmpty() || trees > 1) {
      progress.begins("looking for links", 0);
      loader
          .linked(request.mirror())
          .forEach((path, found) -> links.add(Origin.inMirror(path), found));
    }
    List<SortedSet<PathBytes>> groups = new ArrayList<>();
    for (SortedSet<PathBytes> group : links.groups()) {
      group.removeIf(name -> request.selected().stream().noneMatch(name::isUnder));
      groups.add(group);
    }
    return groups;
  }

  private void join(List<SortedSet<PathBytes>> groups) throws KernelException {
    progress.begins("links", groups.size());
    for (SortedSet<PathBytes> group : groups) {
      if (group.size() > 1) {
        joinNames(group);
      }
      progress.oneDone();
    }
  }

  private void joinNames(SortedSet<PathBytes> group) throws KernelException {
    PathBytes first = group.first();
    FileStat file = target.look(first);
    for (PathBytes name : group.tailSet(first)) {
      FileStat other = target.look(name);
      boolean apart = file != null && (other == null || other.inode() != file.inode());
      if (apart) {
        target.link(first, name);
      }
    }
  }

  /** What is done below a directory changes its time, so the deepest come first. */
  private void describe(RestorePlan plan) throws KernelException {
    List<PathBytes> paths = new ArrayList<>(plan.described().keySet());
    progress.begins("attributes", paths.size());
    for (int at = paths.size() - 1; at >= 0; at--) {
      PathBytes path = paths.get(at);
      if (!target.describe(path, plan.described().get(path))) {
        // Content of another time under this name would pass for what was lost.
        target.remove(path);
        lost.add(path);
      }
      progress.oneDone();
    }
  }

  /**
   * Names that were there in that state and whose content nothing holds any more, and directories
   * of which something may be missing.
   */
  List<PathBytes> lost() {
    return lost;
  }
}
