package org.tidemark.rsync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A file of the mirror with several names, as far as they were met. Not thread-safe. */
final class MirroredFile {
  private final String inode;
  private final long links;
  private final Map<String, List<String>> namesByInodeOfSource = new LinkedHashMap<>();
  private final Map<String, Long> linksInSource = new HashMap<>();
  private long met;

  /**
   * @param links how many names it has, those that are kept beside the mirror included
   */
  MirroredFile(String inode, long links) {
    this.inode = inode;
    this.links = links;
  }

  boolean hasInode(String other) {
    return inode.equals(other);
  }

  /** Notes one of its names, whether or not the source has it. */
  void meet() {
    met++;
  }

  /** Notes what the source has under a name that was met. */
  void add(String inodeOfSource, long linksOfSource, String name) {
    namesByInodeOfSource.computeIfAbsent(inodeOfSource, unused -> new ArrayList<>()).add(name);
    linksInSource.put(inodeOfSource, linksOfSource);
  }

  /** True if some of its names were not met. */
  boolean hasOthers() {
    return links > met;
  }

  /** Adds those names that cannot stay one file with all the others that were met. */
  void addFalse(Set<String> found) {
    boolean first = true;
    for (Map.Entry<String, List<String>> file : namesByInodeOfSource.entrySet()) {
      if (!first || linksInSource.get(file.getKey()) == 1) {
        found.addAll(file.getValue());
      }
      first = false;
    }
  }

  /**
   * Adds those names that cannot stay one file with all that were not met: more of these are there
   * than the source's file has.
   *
   * @param metInSource how many names of each file of the source lie where names were met
   */
  void addStrange(Map<String, Long> metInSource, Set<String> found) {
    for (Map.Entry<String, List<String>> file : namesByInodeOfSource.entrySet()) {
      long others = linksInSource.get(file.getKey()) - metInSource.getOrDefault(file.getKey(), 0L);
      if (links - met > others) {
        found.addAll(file.getValue());
      }
    }
  }

  /**
   * True if those of its names that the source has are one file there too, and may be it with all
   * that were not met.
   *
   * @param metInSource how many names of each file of the source were met there
   */
  boolean mayStayWhole(Map<String, Long> metInSource) {
    Set<String> strange = new HashSet<>();
    addStrange(metInSource, strange);
    return hasOthers() && namesByInodeOfSource.size() == 1 && strange.isEmpty();
  }

  /** Its names that the source has. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    namesByInodeOfSource.values().forEach(names::addAll);
    return names;
  }
}
