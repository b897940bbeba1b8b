package org.tidemark.journal.links;

import java.util.List;
import java.util.Optional;
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
   * Reads all trees that wait.
   *
   * @return false if it was cancelled before it was through
   */
  boolean run(CurrentWalk current) throws TidemarkException {
    List<Scan> scans = scans();
    LinkWalks walks = new LinkWalks(kernel, journal.roots());
    List<PathBytes> tops = walks.topmost(scans.stream().map(Scan::top).toList());
    boolean whole = coversAllRoots(tops);
    begin(scans, whole);
    long since = scans().stream().mapToLong(Scan::begun).min().orElse(0);
    journal.searching(true);
    try {
      for (PathBytes top : tops) {
        if (!read(top, walks, current)) {
          return false;
        }
      }
      finish(scans, since, whole);
      return true;
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

  private boolean read(PathBytes top, LinkWalks walks, CurrentWalk current)
      throws TidemarkException {
    List<PathBytes> done = partsBelow(top);
    if (done.contains(top)) {
      return true;
    }
    FoundLinks found = new FoundLinks(journal);
    boolean through = walks.run(top, done, () -> new CensusVisitor(kernel, found), current.next());
    found.write();
    return through;
  }

  private List<PathBytes> partsBelow(PathBytes top) throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.links().scannedParts().stream().filter(part -> part.isUnder(top)).toList();
    }
  }

  /** What was not met lies elsewhere, or is gone. */
  private void finish(List<Scan> scans, long since, boolean whole) throws TidemarkException {
    if (whole) {
      forgetUnseen(since);
    }
    for (Optional<LinkedFile> at = Optional.of(new LinkedFile(Long.MIN_VALUE, Long.MIN_VALUE));
        at.isPresent(); ) {
      at = countElsewhere(at.get(), since);
    }
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
