package org.tidemark.journal.links;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.LinkReader.Scan;
import org.tidemark.journal.store.LinkedFile;

/**
 * Reads the trees that the index does not know yet: all at first, later those that came from
 * elsewhere or lie in a gap. What is read is kept part by part, so that it goes on after a restart.
 * Belongs to the index's own thread.
 */
final class LinkCensus {
  private static final int SLICE = 2_000;

  /** More than a clock is set back by without a gap, and than times are coarse. */
  private static final long MARGIN_MILLIS = 10_000;

  /** Of no file: all its names may lie where this census does not look. */
  private static final long NEVER = Long.MIN_VALUE;

  private final Kernel kernel;
  private final LinkJournal journal;
  private final Clock clock;

  LinkCensus(Kernel kernel, LinkJournal journal, Clock clock) {
    this.kernel = kernel;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * How a census ended.
   *
   * @param through false if it was cancelled before
   * @param waiting the trees that are still to be read, since something in them could not be; empty
   *     if it was cancelled
   */
  record Outcome(boolean through, List<Scan> waiting) {}

  /** Reads all trees that wait. */
  Outcome run(CurrentWalk current) throws TidemarkException {
    List<Scan> scans = scans();
    LinkWalks walks = new LinkWalks(kernel, journal.roots());
    List<PathBytes> tops = walks.topmost(scans.stream().map(Scan::top).toList());
    boolean whole = coversAllRoots(tops);
    boolean readsAll = whole && isNothingRead();
    begin(scans, readsAll);
    long since = scans().stream().mapToLong(Scan::begun).min().orElse(0);
    Set<PathBytes> failed = new HashSet<>();
    // Ends only when all that was queued meanwhile is told: nothing is concluded before that.
    if (!readAll(tops, walks, current, failed, readsAll ? settledBefore() : NEVER)) {
      return new Outcome(false, List.of());
    }
    if (failed.isEmpty()) {
      count(since, whole);
    }
    finish(scans.stream().filter(scan -> !overlaps(scan.top(), failed)).toList());
    return new Outcome(true, failed.isEmpty() ? List.of() : scans());
  }

  private long settledBefore() {
    return TimeUnit.MILLISECONDS.toNanos(clock.millis() - MARGIN_MILLIS);
  }

  private boolean readAll(
      List<PathBytes> tops,
      LinkWalks walks,
      CurrentWalk current,
      Set<PathBytes> failed,
      long settledBefore)
      throws TidemarkException {
    journal.searching(true);
    try {
      for (PathBytes top : tops) {
        if (!read(top, walks, current, failed, settledBefore)) {
          return false;
        }
      }
      return true;
    } finally {
      journal.searching(false);
    }
  }

  /** No part is left out of this census because an earlier one has read it. */
  private boolean isNothingRead() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.links().scannedParts().isEmpty();
    }
  }

  private List<Scan> scans() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.links().scans();
    }
  }

  private boolean coversAllRoots(List<PathBytes> tops) {
    return journal.roots().stream().map(Root::path).allMatch(tops::contains);
  }

  private void begin(List<Scan> scans, boolean readsAll) throws TidemarkException {
    journal.write(
        out -> {
          for (Scan scan : scans) {
            out.scanBegins(scan.top());
          }
          if (readsAll) {
            out.wantNone();
          }
        });
  }

  /**
   * @param failed takes the top if something there could not be read
   */
  private boolean read(
      PathBytes top,
      LinkWalks walks,
      CurrentWalk current,
      Set<PathBytes> failed,
      long settledBefore)
      throws TidemarkException {
    List<PathBytes> done = partsBelow(top);
    if (done.contains(top)) {
      return true;
    }
    FoundLinks found = new FoundLinks(journal);
    boolean through =
        walks.run(
            top,
            done,
            () -> new CensusVisitor(kernel, found, settledBefore),
            current.next(),
            found::failed);
    found.write();
    if (found.hasFailed()) {
      failed.add(top);
    }
    return through;
  }

  private List<PathBytes> partsBelow(PathBytes top) throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.links().scannedParts().stream().filter(part -> part.isUnder(top)).toList();
    }
  }

  /** A root inside another is walked for itself. */
  private static boolean overlaps(PathBytes scan, Set<PathBytes> failed) {
    return failed.stream().anyMatch(top -> top.isUnder(scan) || scan.isUnder(top));
  }

  /** What was not met lies elsewhere, is to be searched for, or is gone. */
  private void count(long since, boolean whole) throws TidemarkException {
    if (whole) {
      forgetUnseen(since);
    }
    for (Optional<LinkedFile> at = Optional.of(new LinkedFile(Long.MIN_VALUE, Long.MIN_VALUE));
        at.isPresent(); ) {
      at = countElsewhere(at.get(), since);
    }
  }

  private void finish(List<Scan> scans) throws TidemarkException {
    journal.write(
        out -> {
          for (Scan scan : scans) {
            out.scanned(scan.top(), scan.requests());
          }
        });
  }

  private Optional<LinkedFile> countElsewhere(LinkedFile after, long since)
      throws TidemarkException {
    Result<Optional<LinkedFile>> result = new Result<>(Optional.empty());
    journal.write(out -> result.value = out.countElsewhere(after, since, SLICE));
    return result.value;
  }

  private void forgetUnseen(long since) throws TidemarkException {
    Result<Boolean> more = new Result<>(true);
    while (more.value) {
      journal.write(out -> more.value = out.forgetUnseen(since, SLICE));
    }
  }

  /** Takes what a batch found out of the store's thread; the write's end orders both. */
  private static final class Result<T> {
    private T value;

    Result(T value) {
      this.value = value;
    }
  }
}
