package org.tidemark.bench;

/**
 * How much is measured.
 *
 * @param directories of the largest tree, itself included
 * @param files in it, spread evenly
 * @param full measures longer and more often
 */
public record Size(long directories, long files, boolean full) {
  private static final int SMALLER = 100;
  private static final int TELLING = 10_000;

  public static Size usual() {
    return new Size(100_000, 178_000, false);
  }

  public static Size ofFullRun() {
    return new Size(1_000_000, 1_782_178, true);
  }

  /** The tree that shows whether a cost grows with the tree. */
  public Size small() {
    return dividedBy(SMALLER);
  }

  public Size dividedBy(long divisor) {
    return new Size(Math.max(10, directories / divisor), Math.max(20, files / divisor), full);
  }

  /** One of the two, by the kind of the run. */
  public int choose(int whenFull, int otherwise) {
    return full ? whenFull : otherwise;
  }

  /** How long a load goes on; trees too small to tell anything only show that all works. */
  public int seconds(int whenFull, int otherwise) {
    return directories < TELLING ? otherwise / 5 : choose(whenFull, otherwise);
  }

  public long entries() {
    return directories + files;
  }
}
