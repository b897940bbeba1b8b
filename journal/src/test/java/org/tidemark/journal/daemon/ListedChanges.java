package org.tidemark.journal.daemon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.TreeSnapshot;

/** Whether a list covers all that is different between two looks at a tree. */
final class ListedChanges {
  private final Set<String> entries = new HashSet<>();

  /**
   * @param listed {@code KIND PATH REASON} each, as {@link Tidemark#entries} gives them
   */
  ListedChanges(List<String> listed) {
    listed.forEach(entry -> entries.add(entry.substring(0, entry.lastIndexOf(' '))));
  }

  /** Names that differ and are not covered, with what is wrong. */
  List<String> misses(TreeSnapshot before, TreeSnapshot after) {
    List<String> misses = new ArrayList<>();
    for (PathBytes path : before.changedIn(after)) {
      TreeSnapshot.Facts old = before.names().get(path);
      TreeSnapshot.Facts now = after.names().get(path);
      boolean onlyEntries =
          old != null && old.inode() == now.inode() && isDirectory(now) && sameButTime(old, now);
      if (!onlyEntries && !has("O", path) && !isCovered(path)) {
        misses.add("changed: " + path);
      }
    }
    for (PathBytes path : before.goneIn(after)) {
      // What is no directory any more is listed itself, and nothing below it.
      boolean below = !isDirectory(after.names().get(path.parent())) && has("O", path.parent());
      if (!has("R", path) && !below && !isCovered(path)) {
        misses.add("gone: " + path);
      }
    }
    return misses;
  }

  boolean has(String kind, PathBytes path) {
    return entries.contains(kind + " " + path);
  }

  private boolean isCovered(PathBytes path) {
    if (has("C", path.parent())) {
      return true;
    }
    for (PathBytes at = path; !at.isRoot(); at = at.parent()) {
      if (has("S", at) || (has("R", at) && !at.equals(path))) {
        return true;
      }
    }
    return has("S", PathBytes.ROOT);
  }

  private static boolean isDirectory(TreeSnapshot.Facts facts) {
    return facts.values().getOrDefault("mode", "").startsWith("4");
  }

  private static boolean sameButTime(TreeSnapshot.Facts one, TreeSnapshot.Facts other) {
    return withoutTime(one).equals(withoutTime(other));
  }

  private static SortedMap<String, String> withoutTime(TreeSnapshot.Facts facts) {
    SortedMap<String, String> values = new TreeMap<>(facts.values());
    values.remove("mtime");
    return values;
  }
}
