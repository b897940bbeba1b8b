package org.tidemark.journal.links;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.LinkReader.FileFacts;
import org.tidemark.journal.walk.WalkControl;

/**
 * Searches for the names of files that got a link while their old name was not known. It reads
 * names only, looks at few files, and ends when all are found. Belongs to the index's own thread.
 */
final class LinkHunt {
  /** Files that one search looks for: what is left waits for the next. */
  private static final int MOST = 50_000;

  private final Kernel kernel;
  private final LinkJournal journal;

  LinkHunt(Kernel kernel, LinkJournal journal) {
    this.kernel = kernel;
    this.journal = journal;
  }

  /**
   * Searches for all that are wanted now.
   *
   * @return false if it was cancelled before it was through
   */
  boolean run(CurrentWalk current) throws TidemarkException {
    journal.searching(true);
    Optional<Quarry> searched;
    try {
      searched = searchForWanted(current);
    } finally {
      journal.searching(false);
    }
    if (searched.isPresent()) {
      // Only now: what happened to these files meanwhile has been noted.
      journal.write(searched.get()::writeTo);
    }
    return searched.isPresent();
  }

  /** Empty if it was cancelled before it was through. */
  private Optional<Quarry> searchForWanted(CurrentWalk current) throws TidemarkException {
    // Only now: whatever becomes wanted later is not of this search.
    Quarry quarry = new Quarry(wanted());
    journal.write(out -> out.searchBegins(quarry.files()));
    FoundLinks found = new FoundLinks(journal);
    boolean through = search(quarry, found, current);
    found.write();
    return through ? Optional.of(quarry) : Optional.empty();
  }

  private List<FileFacts> wanted() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.links().wanted(MOST);
    }
  }

  private boolean search(Quarry quarry, FoundLinks found, CurrentWalk current) {
    LinkWalks walks = new LinkWalks(kernel, journal.roots());
    for (PathBytes top : walks.topmost(journal.roots().stream().map(Root::path).toList())) {
      WalkControl control = current.next();
      boolean through =
          walks.run(
              top,
              List.of(),
              () -> new HuntVisitor(kernel, quarry, found, control),
              control,
              quarry::failed);
      if (!through) {
        return quarry.isComplete();
      }
    }
    return true;
  }
}
