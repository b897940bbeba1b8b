package org.tidemark.rsync.points;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;

/**
 * What a step holds for being undone. Paths are in the mirror, which is {@code /}, as it was after
 * the step's renames and before its passes.
 *
 * @param before in the order of the file
 * @param saved what lies in the step's tree, directories that hold saved files included
 * @param xattrs of the names in {@code before} that have any, in the form of {@link Xattrs}
 */
record StepContents(
    long number,
    List<Before> before,
    SortedMap<PathBytes, Attributes> saved,
    Map<PathBytes, List<String>> xattrs,
    Renames renames) {

  StepContents {
    before = List.copyOf(before);
  }

  /**
   * Whether the object of that record lies in the tree as a whole. A directory does if it was
   * renamed there, which keeps its inode; rsync makes others to put saved files in.
   */
  boolean holds(Before record) {
    Attributes found = saved.get(record.path());
    if (found == null || found.type() != record.attributes().type()) {
      return false;
    }
    return !found.isDirectory() || found.inode() == record.attributes().inode();
  }

  /**
   * What lies in the tree without a record and in no directory that {@link #holds holds} it: the
   * topmost names that are, or have below them, anything but directories, each just below a
   * directory with a record.
   */
  SortedSet<PathBytes> unrecorded() {
    Map<PathBytes, Before> records = new HashMap<>();
    before.stream()
        .filter(record -> record.kind() == Before.Kind.THERE || record.kind() == Before.Kind.ABSENT)
        .forEach(record -> records.put(record.path(), record));
    SortedSet<PathBytes> names = new TreeSet<>();
    for (Map.Entry<PathBytes, Attributes> object : saved.entrySet()) {
      if (!object.getValue().isDirectory() && !records.containsKey(object.getKey())) {
        PathBytes top = belowRecorded(object.getKey(), records);
        Before above = records.get(top.isRoot() ? top : top.parent());
        if (above != null && above.kind() == Before.Kind.THERE && !holds(above)) {
          names.add(top);
        }
      }
    }
    return names;
  }

  private static PathBytes belowRecorded(PathBytes name, Map<PathBytes, Before> records) {
    PathBytes top = name;
    while (!top.isRoot() && !records.containsKey(top.parent())) {
      top = top.parent();
    }
    return top;
  }

  List<String> xattrs(PathBytes path) {
    return xattrs.getOrDefault(path, List.of());
  }
}
