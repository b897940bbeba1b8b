package org.tidemark.journal.window;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tidemark.journal.model.TidemarkException;

/**
 * Looks candidates up ahead of the list maker: batches of neighbours go to a few threads, each with
 * descriptors of its own, and come back in the order in which they went. Never more than {@link
 * #MAX_BATCHES} and the present one are held, so memory does not grow with the list. Belongs to the
 * list maker's thread; a batch belongs to one worker between its submission and its end.
 */
final class LookupAhead implements AutoCloseable {
  static final int BATCH = 256;
  static final int MAX_BATCHES = 8;
  private static final int THREADS = 8;

  private final Candidates candidates;
  private final Predicate<Candidate> wanted;
  private final ExecutorService threads;
  private final Queue<Eyes> eyes = new ConcurrentLinkedQueue<>();
  private final Deque<Future<Batch>> inFlight = new ArrayDeque<>();
  private final Deque<Batch> unused = new ArrayDeque<>();
  private Batch present;
  private int given;

  /** What one thread looks with. */
  private record Eyes(TreeLookup lookup, DescribedDirectory.Reader directories) {}

  /** Where candidates come from. */
  interface Candidates {
    /** The next one in tree order, or null. */
    Candidate next() throws IOException, TidemarkException;
  }

  /** Neighbours in tree order. */
  private static final class Batch {
    private final List<Sight> sights = new ArrayList<>(BATCH);
    private int count;

    void fill(Candidates from, Predicate<Candidate> wanted) throws IOException, TidemarkException {
      count = 0;
      while (count < BATCH) {
        Candidate next = from.next();
        if (next == null) {
          return;
        }
        if (count == sights.size()) {
          sights.add(new Sight());
        }
        sights.get(count++).take(next, wanted.test(next));
      }
    }

    void lookUp(Eyes eyes) {
      Sight before = null;
      for (Sight sight : sights.subList(0, count)) {
        sight.lookUpAhead(eyes.lookup, eyes.directories, before);
        before = sight;
      }
    }
  }

  /**
   * @param lookups makes what each thread looks up with
   * @param directories makes what each thread reads the directories of names with
   * @param wanted false for what the list maker will not ask for; what it asks for all the same it
   *     looks up itself
   */
  LookupAhead(
      Candidates candidates,
      Supplier<TreeLookup> lookups,
      Supplier<DescribedDirectory.Reader> directories,
      Predicate<Candidate> wanted) {
    this.candidates = candidates;
    this.wanted = wanted;
    threads = Executors.newFixedThreadPool(THREADS, LookupAhead::thread);
    for (int each = 0; each < THREADS; each++) {
      eyes.add(new Eyes(lookups.get(), directories.get()));
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "list-lookup");
    thread.setDaemon(true);
    return thread;
  }

  /** The next candidate with what was seen, or null; valid until the next call. */
  Sight next() throws IOException, TidemarkException {
    if (present == null || given == present.count) {
      if (!turn()) {
        return null;
      }
    }
    return present.sights.get(given++);
  }

  private boolean turn() throws IOException, TidemarkException {
    if (present != null) {
      unused.push(present);
      present = null;
    }
    while (inFlight.size() < MAX_BATCHES && submitNext()) {}
    if (inFlight.isEmpty()) {
      return false;
    }
    present = finished(inFlight.remove());
    given = 0;
    return true;
  }

  private boolean submitNext() throws IOException, TidemarkException {
    Batch batch = unused.isEmpty() ? new Batch() : unused.pop();
    batch.fill(candidates, wanted);
    if (batch.count == 0) {
      unused.push(batch);
      return false;
    }
    inFlight.add(threads.submit(() -> lookedUp(batch)));
    return true;
  }

  private Batch lookedUp(Batch batch) {
    Eyes mine = eyes.remove();
    try {
      batch.lookUp(mine);
      return batch;
    } finally {
      eyes.add(mine);
    }
  }

  private static Batch finished(Future<Batch> batch) throws IOException {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while names were looked up", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lookup failed: " + e.getCause(), e.getCause());
    }
  }

  /** Waits for the lookups under way, since they use what is closed then. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        boolean unusedResult = threads.awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    eyes.forEach(pair -> pair.lookup.close());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
