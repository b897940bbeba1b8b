package org.tidemark.netbackup.lists;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;

/** What was found for a list so far. Mutable; owned by the thread that makes the list. */
final class Gathered {
  /** More paths than this are counted, not told, since there may be millions. */
  private static final int MOST_NOTES = 100;

  private final TreeSet<PathBytes> names = new TreeSet<>();
  private final TreeSet<PathBytes> trees = new TreeSet<>();
  private final TreeSet<PathBytes> userNames = new TreeSet<>();
  private final TreeSet<PathBytes> pending = new TreeSet<>();
  private final TreeSet<PathBytes> unsaved = new TreeSet<>();
  private final List<String> notes = new ArrayList<>();
  private long notesLeftOut;

  /** Names of what are no directories. */
  TreeSet<PathBytes> names() {
    return names;
  }

  /** Directories, each for all that lies below it. */
  TreeSet<PathBytes> trees() {
    return trees;
  }

  TreeSet<PathBytes> userNames() {
    return userNames;
  }

  TreeSet<PathBytes> pending() {
    return pending;
  }

  TreeSet<PathBytes> unsaved() {
    return unsaved;
  }

  void note(String text) {
    if (notes.size() < MOST_NOTES) {
      notes.add(text);
    } else {
      notesLeftOut++;
    }
  }

  long size() {
    return (long) names.size() + trees.size() + userNames.size();
  }

  /**
   * All entries in tree order, without what lies in a tree that is one of them, and certainly comes
   * with it.
   */
  List<PathBytes> entries(Borders borders) throws IOException {
    TreeSet<PathBytes> all = new TreeSet<>(names);
    all.addAll(trees);
    List<PathBytes> out = new ArrayList<>(all.size());
    Deque<PathBytes> wholes = new ArrayDeque<>();
    for (PathBytes path : all) {
      while (!wholes.isEmpty() && !path.isUnder(wholes.peek())) {
        wholes.pop();
      }
      if (wholes.isEmpty() || borders.between(wholes.peek(), path)) {
        out.add(path);
        if (trees.contains(path)) {
          wholes.push(path);
        }
      }
    }
    return out;
  }

  BuiltList built(List<PathBytes> entries) {
    if (notesLeftOut > 0) {
      notes.add("and " + notesLeftOut + " notes more");
    }
    return new BuiltList(
        entries,
        List.copyOf(userNames),
        List.copyOf(pending),
        List.copyOf(unsaved),
        notes,
        Optional.empty());
  }
}
