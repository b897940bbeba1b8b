package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fanotify descriptors that an earlier process opened and that came back, each with its mark in
 * place. Filled by the starting thread, then the ingest thread's.
 */
public final class InheritedMarks {
  private final List<Mark> marks = new ArrayList<>();

  /**
   * A descriptor with its mark.
   *
   * @param number under which its records lie in the ring
   * @param device of the marked superblock, {@code major:minor}
   */
  record Mark(int number, FanotifyGroup group, String device) {}

  /**
   * Adds a descriptor if it can be used.
   *
   * @return why it cannot; empty if it was added
   */
  public String add(int number, int descriptor) {
    Optional<FanotifyGroup> group = FanotifyGroup.inherited(descriptor, !CgroupMemory.isLimited());
    String device = group.map(FanotifyGroup::markedDevice).orElse("");
    if (group.isEmpty()) {
      return "its mark went away with the filesystem, or is another one than would be set now";
    }
    marks.add(new Mark(number, group.get(), device));
    return "";
  }

  /** The one for a filesystem; empty if there are several: which is whose cannot be told. */
  Optional<Mark> of(String device) {
    List<Mark> found = marks.stream().filter(mark -> mark.device().equals(device)).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** A source has it now. */
  void taken(Mark mark) {
    marks.remove(mark);
  }

  /** Numbers of those that no source has taken; none is left after this. */
  public List<Integer> takeRest() {
    List<Integer> rest = marks.stream().map(Mark::number).toList();
    marks.clear();
    return rest;
  }
}
