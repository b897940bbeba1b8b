package org.tidemark.netbackup.doubles;

import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.EXCLUSIONS_HOLD_BELOW_LISTED_DIRECTORIES;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.LISTED_DIRECTORY_IS_ITS_SUBTREE;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.LONG_PATH_MAKES_STATUS_1;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.MISSING_ENTRY_MAKES_STATUS_1;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.kernel.FileStat;

/**
 * The part of bpbkar that decides what is saved: visits the selections or what replaces them, and
 * leaves out what NetBackup leaves out. Used once, by one thread.
 */
final class Selection {
  private final Machine machine;
  private final Behaviours behaviours;
  private final ClientLists lists;
  private final TimeTest times;
  private final boolean crossesMounts;
  private final List<String> names = new ArrayList<>();
  private final Set<String> directories = new HashSet<>();
  private final Set<String> present = new LinkedHashSet<>();
  private final List<String> messages = new ArrayList<>();
  private boolean partial;
  private boolean somethingThere;

  Selection(
      Machine machine,
      Behaviours behaviours,
      ClientLists lists,
      TimeTest times,
      boolean crossesMounts) {
    this.machine = machine;
    this.behaviours = behaviours;
    this.lists = lists;
    this.times = times;
    this.crossesMounts = crossesMounts;
  }

  /** How a visit came to a name. */
  private record State(boolean excluded, boolean listed, long device) {}

  /**
   * Saves what these selections name, or what the lists put in their place.
   *
   * @param replaces false where the lists may only filter
   */
  Selected run(List<String> selections, boolean replaces) {
    boolean direct = behaviours.has(UnverifiedBehaviour.LISTED_PATHS_ARE_VISITED_DIRECTLY);
    if (replaces && lists.replaceSelections() && direct) {
      lists.replacement().stream()
          .filter(path -> selections.stream().anyMatch(top -> isUnder(path, top)))
          .forEach(path -> begin(path, true));
    } else {
      selections.forEach(top -> begin(top, false));
    }
    CallCount calls =
        new CallCount(
            machine.lstats(),
            machine.readdirs(),
            lists.include().comparisons() + lists.exclude().comparisons());
    return new Selected(
        List.copyOf(names),
        Set.copyOf(directories),
        Set.copyOf(present),
        List.copyOf(messages),
        partial,
        !somethingThere,
        calls);
  }

  private static boolean isUnder(String path, String top) {
    return top.equals("/") || path.equals(top) || path.startsWith(top + "/");
  }

  private void begin(String path, boolean listed) {
    Optional<FileStat> stat =
        listed && (!ListManners.isCanonical(path) || machine.isBehindLink(path))
            ? Optional.empty()
            : machine.lstat(path);
    if (stat.isEmpty()) {
      messages.add("TRV - cannot process path " + path + ": No such file or directory. Skipping");
      partial |= behaviours.has(MISSING_ENTRY_MAKES_STATUS_1);
      return;
    }
    somethingThere = true;
    State above = listed ? new State(false, true, 0) : above(path);
    visit(path, stat.get(), new State(above.excluded(), above.listed(), stat.get().device()));
  }

  /** What the lists say of the directories above a selection. */
  private State above(String path) {
    boolean excluded = false;
    boolean listed = false;
    for (int slash = 0; slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String directory = slash == 0 ? "/" : path.substring(0, slash);
      if (directory.length() < path.length()) {
        boolean named = lists.include().matches(directory, true);
        listed |= named;
        excluded = !named && (excluded || lists.exclude().matches(directory, true));
      }
    }
    return new State(excluded, listed, 0);
  }

  private void visit(String path, FileStat stat, State from) {
    boolean directory = stat.isDirectory();
    boolean named = lists.include().matches(path, directory);
    boolean excluded = !named && isExcluded(path, directory, from);
    if (!excluded) {
      save(path, stat);
    }
    boolean alone = named && !behaviours.has(LISTED_DIRECTORY_IS_ITS_SUBTREE);
    boolean sameMount = crossesMounts || stat.device() == from.device();
    // What is excluded is walked all the same if the include list may bring something back.
    boolean worthwhile = !excluded || !lists.include().isEmpty();
    if (directory && !alone && sameMount && worthwhile) {
      State below = new State(excluded, from.listed() || named, from.device());
      machine.list(path).forEach(name -> child(path, name, below));
    }
  }

  private boolean isExcluded(String path, boolean directory, State from) {
    if (from.excluded()) {
      return true;
    }
    return from.listed()
        ? behaviours.has(EXCLUSIONS_HOLD_BELOW_LISTED_DIRECTORIES)
            && lists.exclude().matchesInParticular(path, directory)
        : lists.exclude().matches(path, directory);
  }

  private void child(String directory, String name, State state) {
    String path = directory.equals("/") ? "/" + name : directory + "/" + name;
    machine.lstat(path).ifPresent(stat -> visit(path, stat, state));
  }

  private void save(String path, FileStat stat) {
    present.add(path);
    if (stat.isSocket() || path.equals("/")) {
      return;
    }
    if (path.length() > ListManners.LONGEST) {
      messages.add("TRV - path is too long, not saved: " + path);
      partial |= behaviours.has(LONG_PATH_MAKES_STATUS_1);
    } else if (times.takes(stat)) {
      names.add(path);
      if (stat.isDirectory()) {
        directories.add(path);
      }
    }
  }
}
