package org.tidemark.journal.source;

import java.util.Arrays;
import java.util.List;
import org.tidemark.journal.model.BytesTable;
import org.tidemark.journal.model.PathBytes;

/**
 * Numbers for directory handles, and where the directories were when last looked up. What was
 * looked up is kept over batches until some directory was renamed. Bounded: beyond a number of
 * directories all is forgotten between two batches. Owned by the ingest thread.
 */
final class DirectoryPaths {
  /** About 4 MB with paths of usual length; to look one up again costs microseconds. */
  private static final int MOST_DIRECTORIES = 16_384;

  private final BytesTable handles = new BytesTable();
  private Whereabouts[] known = new Whereabouts[512];
  private int[] knownIn = new int[512];
  private int generation = 1;

  /**
   * Where a directory is.
   *
   * @param paths its place below each root; empty if gone or outside
   * @param unnamedBelow nearest ancestors that can be named, if it lies too deep itself
   * @param gone it does not exist any more
   */
  record Whereabouts(List<PathBytes> paths, List<PathBytes> unnamedBelow, boolean gone) {
    static final Whereabouts NOWHERE = new Whereabouts(List.of(), List.of(), false);
    static final Whereabouts GONE = new Whereabouts(List.of(), List.of(), true);

    Whereabouts(List<PathBytes> paths, List<PathBytes> unnamedBelow) {
      this(paths, unnamedBelow, false);
    }
  }

  int numberOf(byte[] buffer, int offset, int length) {
    int number = handles.numberOf(buffer, offset, length);
    if (number >= known.length) {
      known = Arrays.copyOf(known, number * 2);
      knownIn = Arrays.copyOf(knownIn, number * 2);
    }
    return number;
  }

  boolean isKnown(int number) {
    return knownIn[number] == generation;
  }

  Whereabouts known(int number) {
    return known[number];
  }

  void remember(int number, Whereabouts whereabouts) {
    known[number] = whereabouts;
    knownIn[number] = generation;
  }

  BytesTable handles() {
    return handles;
  }

  /** A directory was renamed, or mounts changed: every path has to be looked up again. */
  void forgetPaths() {
    generation++;
  }

  /** Numbers end with the batch; they are only given anew when there are many. */
  void endBatch() {
    if (handles.size() > MOST_DIRECTORIES) {
      handles.clear();
      known = new Whereabouts[512];
      knownIn = new int[512];
    }
  }
}
