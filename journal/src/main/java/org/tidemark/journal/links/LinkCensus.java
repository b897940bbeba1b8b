package org.tidemark.journal.links;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private final Kernel kernel;
  private final LinkJournal journal;

  LinkCensus(Kernel kernel, LinkJournal journal) {
    this.kernel = kernel;
    this.journal = journal;
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
    begin(scans, whole);
    long since = scans().stream().mapToLong(Scan::begun).min().orElse(0);
    journal.searching(true);
    try {
      Set<PathBytes> failed = new HashSet<>();
      for (PathBytes top : tops) {
        if (!read(top, walks, current, failed)) {
          return new Outcome(false, List.of());
        }
      }
      if (failed.isEmpty()) {
        count(since, whole);
      }
      finish(scans.stream().filter(scan -> !overlaps(scan.top(), failed)).toList());
      return new Outcome(true, failed.isEmpty() ? List.of() : scans());
    } finally {
      journal.searching(false);
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

  private void begin(List<Scan> scans, boolean whole) throws TidemarkException {
    journal.write(
        out -> {
          for (Scan scan : scans) {
            out.scanBegins(scan.top());
          }
          if (whole) {
            out.wantNone();
          }
        });
  }

  /**
   * @param failed takes the top if something there could not be read
   */
  private boolean read(PathBytes top, LinkWalks walks, CurrentWalk current, Set<PathBytes> failed)
      throws TidemarkException {
    List<PathBytes> done = partsBelow(top);
    if (done.contains(top)) {
      return true;
    }
    FoundLinks found = new FoundLinks(journal);
    boolean through =
        walks.run(top, done, () -> new CensusVisitor(kernel, found), current.next(), found::failed);
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

  /** What was not met lies elsewhere, or is gone. */
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
