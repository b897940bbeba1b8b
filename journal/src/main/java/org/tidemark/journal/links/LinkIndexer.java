package org.tidemark.journal.links;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.LinkReader;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.walk.BackgroundWalk;
import org.tidemark.journal.walk.WalkPace;

/**
 * Completes the index of linked files in the background, on a thread of its own: reads what events
 * did not tell (everything at first, then gaps and trees that came from elsewhere), and searches
 * for the old names of files that got a link. Never inside a window nor beside the walk of a gap,
 * and a search takes at most a tenth of the time.
 *
 * <p>Thread-safe; what is not said to be shared belongs to that thread.
 */
public final class LinkIndexer implements BackgroundWalk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkIndexer.class);
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** After a search it rests nine times as long as that took. */
  private static final int REST_FACTOR = 9;

  /** What could not be read is read again after that, and each time after twice as long. */
  private static final long FIRST_TRY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long LAST_TRY_NANOS = TimeUnit.HOURS.toNanos(4);

  /** How far positions may go on before it is noted that the index is complete there too. */
  private static final long NOTED_EVERY = 100_000;

  private static final String WAITING = "waiting";
  private static final String COMPLETE = "complete";

  private final LinkJournal journal;
  private final boolean reads;
  private final LinkCensus census;
  private final LinkHunt hunt;
  private final CurrentWalk current;
  private final Thread thread = new Thread(this::run, "links");

  /** Gaps whose trees wait to be read, or were. */
  private final Set<Long> requested = new HashSet<>();

  private long nextHuntNanos = System.nanoTime();

  /** Trees that could not be read whole; they wait for {@link #nextTryNanos}. */
  private List<LinkReader.Scan> unreadable = List.of();

  private long nextTryNanos;
  private long tryAfterNanos = FIRST_TRY_NANOS;

  // Shared with whoever asks for the progress.
  private volatile String reading = WAITING;
  private volatile LinkReader.Totals totals = new LinkReader.Totals(0, 0, 0);

  /**
   * @param reads false if the tree is never to be read in the background
   * @param pace when walks rest
   * @param clock the one that files' times are taken from
   */
  public LinkIndexer(
      Kernel kernel, LinkJournal journal, boolean reads, WalkPace pace, Clock clock) {
    this.journal = journal;
    this.reads = reads;
    current = new CurrentWalk(pace);
    census = new LinkCensus(kernel, journal, clock);
    hunt = new LinkHunt(kernel, journal);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** A window is being opened or listed, or a gap reconciled: their reads go first. Any thread. */
  @Override
  public void halt() {
    current.halt();
  }

  @Override
  public void resume() {
    current.resume();
  }

  /**
   * How far it is; any thread.
   *
   * @param index as it is now: what was just told waits until its turn comes
   */
  public LinkProgress progress(LinkReader index) throws StoreException {
    boolean idle = reading.equals(COMPLETE);
    boolean waits = idle && !(index.scans().isEmpty() && index.wanted(1).isEmpty());
    LinkReader.Totals known = totals;
    return new LinkProgress(
        waits ? WAITING : reading,
        current.directories(),
        current.names(),
        known.files(),
        known.names(),
        known.wanted());
  }

  private void run() {
    boolean filtering = false;
    while (!current.isStopped()) {
      try {
        if (!filtering) {
          fillFilter();
          filtering = true;
        }
        round();
      } catch (TidemarkException e) {
        reading = WAITING;
        LOG.warn("the index of linked files is behind: {}", e.forOperator());
      } catch (RuntimeException e) {
        reading = WAITING;
        LOG.error("the index of linked files is behind", e);
      }
      LockSupport.parkNanos(ROUND_NANOS);
    }
  }

  private void fillFilter() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      LinkReader.Totals known = reader.links().totals();
      LinkFilter filter = new LinkFilter(2 * (known.files() + known.names()));
      reader.links().keys(filter::add);
      journal.use(filter);
    }
  }

  private void round() throws TidemarkException {
    if (!reads) {
      reading = "off";
      dropScans();
      return;
    }
    boolean open = requestWhatGapsHide();
    List<LinkReader.Scan> scans = scans();
    if (isDue(scans) && !isArming()) {
      read();
    } else if (System.nanoTime() - nextHuntNanos >= 0 && anyWanted()) {
      search();
    } else {
      reading = open || !scans.isEmpty() ? WAITING : anyWanted() ? "search" : COMPLETE;
    }
  }

  private boolean isDue(List<LinkReader.Scan> scans) {
    return !scans.isEmpty() && (!scans.equals(unreadable) || System.nanoTime() - nextTryNanos >= 0);
  }

  /** The setting of watches reads the same directories, and more depends on it. */
  private boolean isArming() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.gapsAfter(reader.lastSequence()).stream()
          .anyMatch(gap -> gap.isOpen() && gap.reason() == Reason.NOT_ARMED);
    }
  }

  /** Without the census nothing is known to be whole, so there is no use in keeping what is not. */
  private void dropScans() throws TidemarkException {
    List<LinkReader.Scan> scans;
    long complete;
    try (JournalReader reader = journal.openReader()) {
      scans = reader.links().scans();
      complete = reader.links().completeAt();
    }
    if (complete > 0 || !scans.isEmpty()) {
      journal.write(
          out -> {
            out.complete(0);
            for (LinkReader.Scan scan : scans) {
              out.scanned(scan.top(), scan.requests());
            }
          });
    }
  }

  private List<LinkReader.Scan> scans() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.links().scans();
    }
  }

  private boolean anyWanted() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return !reader.links().wanted(1).isEmpty();
    }
  }

  /**
   * Whatever ended in a gap since the index was complete has to be read.
   *
   * @return true while some gap is still open
   */
  private boolean requestWhatGapsHide() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      long now = reader.lastSequence();
      long complete = reader.links().completeAt();
      List<Gap> gaps = reader.gapsAfter(complete);
      if (complete == 0) {
        requestAll(Math.max(now, 1));
        return true;
      }
      List<Gap> ended =
          gaps.stream().filter(gap -> !gap.isOpen() && !requested.contains(gap.id())).toList();
      boolean open = gaps.stream().anyMatch(Gap::isOpen);
      if (!ended.isEmpty()) {
        request(ended.stream().map(Gap::path).toList());
        ended.forEach(gap -> requested.add(gap.id()));
      }
      if (!open && (!gaps.isEmpty() || now - complete > NOTED_EVERY)) {
        journal.write(out -> out.complete(now));
        requested.clear();
      }
      return open;
    }
  }

  private void requestAll(long now) throws TidemarkException {
    request(journal.roots().stream().map(Root::path).toList());
    journal.write(out -> out.complete(now));
  }

  private void request(List<PathBytes> tops) throws TidemarkException {
    journal.write(
        out -> {
          out.forgetParts();
          for (PathBytes top : tops) {
            out.scan(top);
          }
        });
  }

  private void read() throws TidemarkException {
    reading = "census";
    current.reset();
    LinkCensus.Outcome outcome = census.run(current);
    unreadable = outcome.waiting();
    if (unreadable.isEmpty()) {
      tryAfterNanos = FIRST_TRY_NANOS;
    } else {
      nextTryNanos = System.nanoTime() + tryAfterNanos;
      tryAfterNanos = Math.min(2 * tryAfterNanos, LAST_TRY_NANOS);
      LOG.warn("names of linked files in {} trees are not all known: later", unreadable.size());
    }
    count();
    LOG.debug("read {} directories for linked files: {}", current.directories(), outcome);
  }

  private void search() throws TidemarkException {
    reading = "search";
    current.reset();
    long begun = System.nanoTime();
    boolean unused = hunt.run(current);
    long took = System.nanoTime() - begun;
    nextHuntNanos = System.nanoTime() + Math.max(REST_NANOS, REST_FACTOR * took);
    count();
  }

  private void count() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      totals = reader.links().totals();
    }
  }

  /** Ends what goes on; what was read of it is kept. */
  @Override
  public void close() {
    current.stop();
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
