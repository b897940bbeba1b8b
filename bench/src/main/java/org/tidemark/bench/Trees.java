package org.tidemark.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tidemark.bench.machine.LoopDisk;
import org.tidemark.bench.machine.Programs;
import org.tidemark.bench.machine.Progress;
import org.tidemark.bench.machine.Workshop;

/**
 * Trees in the shape of a mail store, each on an ext4 of its own, made when first asked for and
 * kept to the end. Used by the run's main thread only.
 */
public final class Trees {
  private final Workshop workshop;
  private final Programs programs;
  private final Progress progress;
  private final Path maketree;
  private final Map<String, Path> made = new HashMap<>();

  Trees(Workshop workshop, Programs programs, Progress progress, Path compiled) {
    this.workshop = workshop;
    this.programs = programs;
    this.progress = progress;
    this.maketree = compiled.resolve("maketree");
  }

  /** A tree of this size; suites leave it as they found it, or add and remove a few names. */
  public Path of(Size size) throws IOException, InterruptedException {
    return named("shared", size);
  }

  /** A second tree of the same size and names. */
  public Path named(String name, Size size) throws IOException, InterruptedException {
    String key = name + "-" + size.directories() + "-" + size.files();
    Path known = made.get(key);
    if (known == null) {
      known = make(size, size.entries() + size.entries() / 4);
      made.put(key, known);
    }
    return known;
  }

  private Path make(Size size, long inodes) throws IOException, InterruptedException {
    progress.step(
        String.format(
            Locale.ROOT,
            "making a tree of %,d directories and %,d files",
            size.directories(),
            size.files()));
    Path tree = disk(inodes);
    fill(tree, size);
    programs.check(List.of("sync", "-f", tree.toString()), Bench.LONG);
    return tree;
  }

  private Path disk(long inodes) throws IOException, InterruptedException {
    return LoopDisk.make(workshop, programs, inodes).place().resolve("tree");
  }

  /** Where a tree of this size can be made, on an ext4 of its own. */
  public Path reserve(Size size) throws IOException, InterruptedException {
    return disk(size.entries() + size.entries() / 4);
  }

  /** Makes the names of a tree of this size; those that are there stay. */
  public void fill(Path tree, Size size) throws IOException, InterruptedException {
    programs.check(CommandLines.of(maketree, tree, size.directories(), size.files()), Bench.LONG);
  }
}
