package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;

/**
 * Leads an image from the state after a step to the one before it. A pure function of image and
 * step; not thread-safe.
 */
final class StepUndo {
  private final Image image;

  StepUndo(Image image) {
    this.image = image;
  }

  /** Undoes one step; steps are undone newest first. */
  void undo(StepContents step) {
    List<Before> records = inTreeOrder(step.before());
    NavigableSet<PathBytes> there = new TreeSet<>();
    for (Before record : records) {
      if (record.kind() == Before.Kind.THERE) {
        there.add(record.path());
        bringBack(step, record);
      }
    }
    for (Before record : records) {
      leaveNothingElse(record, there);
    }
    bringBackUnrecorded(step);
    takeRenamesBack(step);
  }

  /**
   * Objects that were saved and that no record tells of: the directory above was removed with more
   * in it than was looked at, or it went into the step as a whole and is another one by now.
   */
  private void bringBackUnrecorded(StepContents step) {
    for (PathBytes name : step.unrecorded()) {
      image.at(name).becomeCopy(new Origin(step.number(), name));
      image.at(name.parent()).becomeDoubtful();
    }
  }

  private void bringBack(StepContents step, Before record) {
    ImageNode node = image.at(record.path());
    if (step.holds(record)) {
      node.becomeCopy(new Origin(step.number(), record.path()));
    } else if (record.attributes().isDirectory()) {
      makeSureOfDirectory(node);
    } else {
      keepContent(node);
    }
    node.describe(record.attributes(), step.xattrs(record.path()));
  }

  /** What was a directory before and is known to be none after the step has lost its place. */
  private static void makeSureOfDirectory(ImageNode node) {
    boolean another = node.attributes() != null && !node.attributes().isDirectory();
    if (node.isAbsent() || another) {
      node.becomeDirectory();
    }
  }

  /**
   * Nothing was saved where nothing but attributes changed. What was nowhere after the step either
   * is damage, or hidden by an older step, which is why its saved content could go.
   */
  private static void keepContent(ImageNode node) {
    node.dropChildren();
    if (node.origin() == null) {
      node.becomeLost();
    }
  }

  private void leaveNothingElse(Before record, NavigableSet<PathBytes> there) {
    PathBytes path = record.path();
    switch (record.kind()) {
      case ABSENT -> {
        if (!there.contains(path)) {
          image.remove(path);
        }
      }
      case LEVEL -> close(path, there);
      case TREE -> closeAll(path, there);
      case THERE -> {}
    }
  }

  private void closeAll(PathBytes top, NavigableSet<PathBytes> there) {
    for (PathBytes path : there.tailSet(top, true)) {
      if (!path.isUnder(top)) {
        return;
      }
      close(path, there);
    }
  }

  private void close(PathBytes directory, NavigableSet<PathBytes> there) {
    if (image.look(directory).isAbsent()) {
      return;
    }
    ImageNode node = image.at(directory);
    Set<String> kept = new HashSet<>();
    for (String name : node.children().keySet()) {
      if (there.contains(directory.child(ImageNode.name(name)))) {
        kept.add(name);
      }
    }
    node.close(kept);
  }

  private void takeRenamesBack(StepContents step) {
    List<Renames.Move> moves = step.renames().moves();
    for (int at = moves.size() - 1; at >= 0; at--) {
      image.move(moves.get(at).to(), moves.get(at).from());
    }
    for (Before parent : inTreeOrder(step.renames().parents())) {
      if (parent.kind() == Before.Kind.ABSENT) {
        image.remove(parent.path());
      } else {
        ImageNode node = image.at(parent.path());
        makeSureOfDirectory(node);
        node.describe(parent.attributes());
      }
    }
  }

  /** A directory comes before what is below it. */
  static List<Before> inTreeOrder(List<Before> records) {
    List<Before> sorted = new ArrayList<>(records);
    sorted.sort(Comparator.comparing(Before::path));
    return sorted;
  }
}
