package org.tidemark.journal.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.TreeSnapshot.Facts;

/**
 * Compares two trees by looking at everything in them: names, types, modes, owners, sizes, content,
 * modification times to the nanosecond, link targets, device numbers, extended attributes (ACLs
 * among them), and which names are one file. Shares no code with any backup program.
 */
public final class TreeDifference {
  private final ByteTree expected;
  private final ByteTree actual;

  private TreeDifference(ByteTree expected, ByteTree actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /** Differences, one a line with names in text form; empty if there are none. */
  public static List<String> between(ByteTree expected, ByteTree actual) {
    return new TreeDifference(expected, actual).find(true);
  }

  /** As {@link #between}, but names of one file may be files of their own. */
  public static List<String> ignoringLinks(ByteTree expected, ByteTree actual) {
    return new TreeDifference(expected, actual).find(false);
  }

  private List<String> find(boolean links) {
    SortedMap<PathBytes, Facts> left = relative(expected);
    SortedMap<PathBytes, Facts> right = relative(actual);
    TreeSet<PathBytes> all = new TreeSet<>(left.keySet());
    all.addAll(right.keySet());
    List<String> found = new ArrayList<>();
    all.forEach(path -> compare(path, left.get(path), right.get(path), found));
    if (links) {
      compareGroups(left, right, found);
    }
    return found;
  }

  private static SortedMap<PathBytes, Facts> relative(ByteTree tree) {
    SortedMap<PathBytes, Facts> names = new TreeMap<>();
    TreeSnapshot.of(tree)
        .names()
        .forEach((path, facts) -> names.put(path.rebase(tree.top(), PathBytes.ROOT), facts));
    return names;
  }

  private static void compare(PathBytes path, Facts left, Facts right, List<String> found) {
    if (left == null || right == null) {
      found.add(path + (left == null ? ": should not be there" : ": is missing"));
      return;
    }
    TreeSet<String> words = new TreeSet<>(left.values().keySet());
    words.addAll(right.values().keySet());
    for (String word : words) {
      String wanted = left.values().getOrDefault(word, "none");
      String seen = right.values().getOrDefault(word, "none");
      if (!wanted.equals(seen)) {
        found.add(path + ": " + word + " should be " + wanted + ", is " + seen);
      }
    }
  }

  private static void compareGroups(
      SortedMap<PathBytes, Facts> left, SortedMap<PathBytes, Facts> right, List<String> found) {
    Map<PathBytes, PathBytes> firstOnTheLeft = firstNames(left);
    Map<PathBytes, PathBytes> firstOnTheRight = firstNames(right);
    for (PathBytes path : left.keySet()) {
      PathBytes wanted = firstOnTheLeft.get(path);
      PathBytes seen = firstOnTheRight.get(path);
      if (seen != null && !wanted.equals(seen)) {
        found.add(path + ": should be one file with " + wanted + ", is with " + seen);
      }
    }
  }

  /** Each name with the first name of its inode. */
  private static Map<PathBytes, PathBytes> firstNames(SortedMap<PathBytes, Facts> names) {
    Map<Long, PathBytes> firstOfInode = new HashMap<>();
    Map<PathBytes, PathBytes> first = new HashMap<>();
    names.forEach(
        (path, facts) -> {
          firstOfInode.putIfAbsent(facts.inode(), path);
          first.put(path, firstOfInode.get(facts.inode()));
        });
    return first;
  }
}
