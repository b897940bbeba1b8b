package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;

/**
 * Which names of a past state are one file: those whose content has one inode on the mirror's
 * filesystem, be it saved or on the mirror. Not thread-safe.
 */
final class LinkGroups {
  private record Inode(long device, long number) {}

  private final Whereabouts whereabouts;
  private final Map<Inode, SortedSet<PathBytes>> names = new HashMap<>();

  LinkGroups(Image image) {
    whereabouts = new Whereabouts(image);
  }

  /** Takes an object with several names into account, if it is part of the state. */
  void add(Origin origin, Attributes attributes) {
    if (attributes.isDirectory() || attributes.links() < 2) {
      return;
    }
    Inode inode = new Inode(attributes.device(), attributes.inode());
    whereabouts
        .of(origin)
        .ifPresent(name -> names.computeIfAbsent(inode, unused -> new TreeSet<>()).add(name));
  }

  /** As {@link #add}, for all that a step saved. */
  void addAll(StepContents step) {
    step.saved().forEach((path, found) -> add(new Origin(step.number(), path), found));
  }

  /** The files with more than one name in that state. */
  List<SortedSet<PathBytes>> groups() {
    List<SortedSet<PathBytes>> out = new ArrayList<>();
    for (SortedSet<PathBytes> group : names.values()) {
      if (group.size() > 1) {
        out.add(group);
      }
    }
    return out;
  }

  /** True if something saved has names that may lie on the mirror. */
  boolean isEmpty() {
    return names.isEmpty();
  }
}
