package org.tidemark.journal.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tidemark.journal.model.PercentText;

/**
 * Random but seeded work on a tree that was empty before. Every choice depends on the seed and on
 * the workload's own picture of the tree, never on time, directory order or inode numbers: the same
 * seed and options do the same operations in the same order.
 *
 * <p>One thread works at a time: either the caller's, or that of {@link #inBackground}.
 */
public final class Workload implements AutoCloseable {

  /** How files with several names are used. */
  public enum Links {
    /** In every way. Only a source that reports handles can follow all of it. */
    ALL,
    /**
     * As far as (directory, name) events can be followed. Within a round, that is up to the next
     * {@link Workload#barrier}: a file with several names is changed only through a name that was
     * there before the round; and a name through which it was changed is not removed, replaced or
     * renamed, nor is a directory above it.
     */
    QUIET,
    /** No hard links at all. */
    NONE
  }

  /**
   * What the work is like.
   *
   * @param weights how often, relative to each other; an operation that is missing is not done
   * @param maxNames work that makes names removes some instead above this number
   * @param leaveMapped whether shared mappings may be left at a barrier; writes through them raise
   *     no event
   * @param newlines whether names may hold a newline
   */
  public record Options(
      Map<WorkloadOperation, Integer> weights,
      Links links,
      int maxNames,
      boolean leaveMapped,
      boolean newlines) {
    public Options {
      weights = Map.copyOf(weights);
    }

    /** Everything, with the usual weights, at most 800 names. */
    public static Options everything() {
      Map<WorkloadOperation, Integer> weights = new EnumMap<>(WorkloadOperation.class);
      for (WorkloadOperation operation : WorkloadOperation.values()) {
        weights.put(operation, operation.usualWeight());
      }
      return new Options(weights, Links.ALL, 800, true, true);
    }

    /** Also what is done only where it is asked for; needs root. */
    public Options withEveryKind() {
      return with(WorkloadOperation.SOCKET, 1)
          .with(WorkloadOperation.DEVICE, 1)
          .with(WorkloadOperation.LINK_SPECIAL, 4)
          .with(WorkloadOperation.REMAKE_SPECIAL, 4)
          .with(WorkloadOperation.SPARSE, 1)
          .with(WorkloadOperation.SET_ACL, 3)
          .with(WorkloadOperation.SET_TRUSTED, 2);
    }

    public Options withLinks(Links how) {
      return new Options(weights, how, maxNames, leaveMapped, newlines);
    }

    public Options withMaxNames(int names) {
      return new Options(weights, links, names, leaveMapped, newlines);
    }

    /** Mappings end before each barrier. */
    public Options withoutLongMappings() {
      return new Options(weights, links, maxNames, false, newlines);
    }

    public Options withoutNewlines() {
      return new Options(weights, links, maxNames, leaveMapped, false);
    }

    /** An operation's weight; 0 leaves it out. */
    public Options with(WorkloadOperation operation, int weight) {
      Map<WorkloadOperation, Integer> changed = new EnumMap<>(WorkloadOperation.class);
      changed.putAll(weights);
      changed.put(operation, weight);
      return new Options(changed, links, maxNames, leaveMapped, newlines);
    }
  }

  private static final int LOG_LINES = 20_000;

  /** At most between two operations beside a task: all at its beginning, or spread over it. */
  private static final long[] PAUSE_NANOS = {0, 1_000_000, 4_000_000};

  private final long seed;
  private final Options options;
  private final Random random;
  private final WorkloadActions actions;
  private final List<WorkloadOperation> lots = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final AtomicLong operations = new AtomicLong();
  private int round;

  /**
   * @param tree an empty directory; its top is changed too (mode, times), but stays
   */
  public Workload(ByteTree tree, long seed, Options options) {
    this.seed = seed;
    this.options = options;
    this.random = new Random(seed);
    this.actions = new WorkloadActions(tree, random, options, this::note);
    for (WorkloadOperation operation : WorkloadOperation.values()) {
      for (int count = options.weights().getOrDefault(operation, 0); count > 0; count--) {
        lots.add(operation);
      }
    }
  }

  /** A seed for this run: {@code -Dtidemark.seed=N} if given, else another one each time. */
  public static long newSeed() {
    return Long.getLong("tidemark.seed", System.nanoTime() ^ 0x5deece66dL);
  }

  public long seed() {
    return seed;
  }

  /** Number of operations done so far. */
  public long operations() {
    return operations.get();
  }

  /** True once that many operations are done; may be asked from any thread. */
  public boolean hasDone(long count) {
    return operations.get() >= count;
  }

  /** True if {@link #barrier} ends shared mappings, which may change their files' times. */
  boolean endsMappingsAtBarrier() {
    return !options.leaveMapped();
  }

  /** Does one operation after another. */
  public void run(int count) {
    for (int done = 0; done < count; done++) {
      one();
    }
  }

  private void one() {
    WorkloadOperation operation = lots.get(random.nextInt(lots.size()));
    operations.incrementAndGet();
    actions.perform(operation);
  }

  private void note(String what) {
    if (log.size() == LOG_LINES) {
      log.subList(0, LOG_LINES / 2).clear();
    }
    byte[] bytes = what.getBytes(StandardCharsets.ISO_8859_1);
    log.add(round + "/" + operations + " " + PercentText.encode(bytes).replace("%20", " "));
  }

  /**
   * Ends a round: the tree is at rest, and a backup has seen it or is about to. Mappings are ended
   * unless they may be left.
   */
  public void barrier() {
    round++;
    actions.beginRound(round);
  }

  /** Works in a thread of its own while the task runs, at most {@code count} operations. */
  public void during(int count, Runnable task) {
    Background background = inBackground(count);
    try {
      task.run();
    } finally {
      background.close();
    }
  }

  /**
   * Does {@code count} operations in a thread of its own while the task runs. In some rounds they
   * are spread over the task's time, so that any two steps of it have work between them; what is
   * left at its end is done then.
   */
  public void allDuring(int count, Runnable task) {
    long pause = PAUSE_NANOS[(int) Math.floorMod(seed + round, (long) PAUSE_NANOS.length)];
    Background background = new Background(count, pause);
    try {
      task.run();
    } finally {
      background.finish();
    }
  }

  /** Works in a thread of its own until it is stopped or {@code count} operations are done. */
  public Background inBackground(int count) {
    return new Background(count, 0);
  }

  /** A running background thread; {@link #close} stops it and reports its failure. */
  public final class Background implements AutoCloseable {
    private final Thread thread = new Thread(this::work, "workload");
    private final int count;
    private final long mostPauseNanos;

    /** Apart from the workload's own, whose order is the seed's. */
    private final Random pauses = new Random();

    private volatile boolean hurrying;
    private volatile boolean stopping;
    private volatile Throwable failure;

    private Background(int count, long mostPauseNanos) {
      this.count = count;
      this.mostPauseNanos = mostPauseNanos;
      thread.setDaemon(true);
      thread.start();
    }

    private void work() {
      try {
        for (int done = 0; done < count && !stopping; done++) {
          one();
          pause();
        }
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    private void pause() {
      if (mostPauseNanos > 0 && !hurrying) {
        LockSupport.parkNanos((long) (pauses.nextDouble() * mostPauseNanos));
      }
    }

    /** Waits until all is done, from now on without pauses. */
    private void finish() {
      hurrying = true;
      await();
    }

    @Override
    public void close() {
      stopping = true;
      await();
    }

    private void await() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw new AssertionError(Workload.this + " failed", failure);
      }
    }
  }

  /**
   * The latest operations that speak of a name, oldest first.
   *
   * @param part what the line holds, in text form ({@code %XX}); empty for all
   */
  public List<String> log(String part) {
    return log.stream().filter(line -> line.contains(part)).toList();
  }

  /** Ends mappings; the tree stays as it is. */
  @Override
  public void close() {
    actions.endMappings();
  }

  @Override
  public String toString() {
    return "workload with -Dtidemark.seed="
        + seed
        + " after "
        + operations
        + " operations in "
        + (round + 1)
        + " rounds, links "
        + options.links();
  }
}
