package org.tidemark.rsync.points;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * Finds out which hints can be followed, by trying them in order on what the mirror would be. The
 * kernel merges renames there and back in any order (hazard 16), so a directory that would end
 * under a name that the source does not have goes on to one of its names that the source has. Not
 * thread-safe.
 */
final class RenamePlan {
  /** More are copied: each is looked for in all that were made before it. */
  private static final int MOST = 2000;

  /**
   * One thing to do.
   *
   * @param move null for a directory to make
   * @param made null for a rename
   */
  record Action(Renames.Move move, PathBytes made) {}

  private final MirrorFacts facts;
  private final Set<PathBytes> inSource;
  private final List<Action> actions = new ArrayList<>();
  private final Map<Long, List<PathBytes>> names = new LinkedHashMap<>();
  private final Map<PathBytes, Before> parents = new HashMap<>();

  /**
   * @param inSource those names of the hints that are directories of the source
   */
  RenamePlan(MirrorFacts facts, Set<PathBytes> inSource) {
    this.facts = facts;
    this.inSource = inSource;
  }

  void follow(List<RenameHint> hints) throws IOException, TidemarkException {
    for (RenameHint hint : hints) {
      if (actions.size() < MOST) {
        tryRename(hint.from(), hint.to());
      }
    }
    for (List<PathBytes> chain : List.copyOf(names.values())) {
      goOnToANameOfTheSource(chain);
    }
    if (leadsNowhere()) {
      actions.clear();
      parents.clear();
    }
  }

  List<Action> actions() {
    return actions;
  }

  /** What must be on disk before the first of them is done. */
  Renames renames() {
    List<Renames.Move> moves =
        actions.stream().filter(action -> action.move() != null).map(Action::move).toList();
    return new Renames(List.copyOf(parents.values()), moves);
  }

  private void tryRename(PathBytes from, PathBytes to) throws IOException, TidemarkException {
    boolean inEachOther = to.isUnder(from) || from.isUnder(to);
    if (inEachOther || exists(to) || actions.stream().anyMatch(a -> isMadeBelow(a, from))) {
      return;
    }
    Optional<PathBytes> was = origin(from);
    Optional<Attributes> directory = was.isEmpty() ? Optional.empty() : facts.at(was.get());
    if (directory.isEmpty() || !directory.get().isDirectory() || !makeParents(to)) {
      return;
    }
    keepParent(from);
    keepParent(to);
    long inode = directory.get().inode();
    names.computeIfAbsent(inode, key -> new ArrayList<>(List.of(from))).add(to);
    actions.add(new Action(new Renames.Move(directory.get().device(), inode, from, to), null));
  }

  /** A directory that was made stays where it is: it has no number yet to be known by. */
  private static boolean isMadeBelow(Action action, PathBytes top) {
    return action.made() != null && action.made().isUnder(top);
  }

  /** False if something that is no directory is in the way. */
  private boolean makeParents(PathBytes path) throws IOException, TidemarkException {
    List<PathBytes> missing = new ArrayList<>();
    PathBytes parent = path.parent();
    while (!exists(parent)) {
      missing.add(0, parent);
      parent = parent.parent();
    }
    Optional<PathBytes> top = origin(parent);
    boolean made = top.isEmpty();
    if (!made && !facts.at(top.get()).map(Attributes::isDirectory).orElse(false)) {
      return false;
    }
    for (PathBytes directory : missing) {
      keepParent(directory);
      originBeforeMaking(directory)
          .ifPresent(was -> parents.put(was, Before.of(Before.Kind.ABSENT, was)));
      actions.add(new Action(null, directory));
    }
    return true;
  }

  /** Keeps the attributes of the directory that holds a name, as it was before all of this. */
  private void keepParent(PathBytes path) throws IOException, TidemarkException {
    Optional<PathBytes> was = origin(path.parent());
    if (was.isPresent()) {
      Optional<Attributes> attributes = facts.at(was.get());
      attributes.ifPresent(a -> parents.putIfAbsent(was.get(), Before.there(was.get(), a)));
    }
  }

  private boolean exists(PathBytes path) throws IOException, TidemarkException {
    if (path.isRoot() || isMade(path)) {
      return true;
    }
    Optional<PathBytes> was = origin(path);
    return was.isPresent() && facts.at(was.get()).isPresent();
  }

  private boolean isMade(PathBytes path) {
    return actions.stream().anyMatch(action -> path.equals(action.made()));
  }

  /**
   * Where what is at this path now was at the beginning; empty if it was renamed away or made. What
   * comes back need not have been there.
   */
  private Optional<PathBytes> origin(PathBytes path) {
    return isMade(path) ? Optional.empty() : originBeforeMaking(path);
  }

  private Optional<PathBytes> originBeforeMaking(PathBytes path) {
    PathBytes at = path;
    for (int index = actions.size() - 1; index >= 0; index--) {
      Renames.Move move = actions.get(index).move();
      if (move != null && at.isUnder(move.to())) {
        at = at.rebase(move.to(), move.from());
      } else if (move != null && at.isUnder(move.from())) {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  private void goOnToANameOfTheSource(List<PathBytes> chain) throws IOException, TidemarkException {
    PathBytes now = chain.get(chain.size() - 1);
    if (inSource.contains(now)) {
      return;
    }
    for (int index = chain.size() - 2; index >= 0; index--) {
      PathBytes better = chain.get(index);
      if (inSource.contains(better) && !exists(better)) {
        tryRename(now, better);
        return;
      }
    }
  }

  private boolean leadsNowhere() {
    return names.values().stream()
        .allMatch(chain -> chain.get(0).equals(chain.get(chain.size() - 1)));
  }
}
