package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.WindowRow;

/** The lists of windows on disk, each made once; the caller holds the window's lock. */
final class WindowLists {
  private final LiveJournal journal;
  private final Clock clock;
  private final WindowFiles files;
  private final ListFile lists;

  WindowLists(LiveJournal journal, Clock clock, WindowFiles files, ListFile lists) {
    this.journal = journal;
    this.clock = clock;
    this.files = files;
    this.lists = lists;
  }

  /** Where the window's list lies, made now if it does not lie there. */
  Path made(WindowRow window) throws IOException, TidemarkException {
    Path place = files.list(window.id());
    if (!Files.exists(place)) {
      journal.requireSound();
      List<Root> roots = journal.roots();
      Presentation presentation = Presentation.of(window.presentFrom(), window.presentTo());
      ListScope scope = new ListScope(roots, paths(window, roots), window.base(), presentation);
      lists.write(scope, header(window, scope), journal::openReader, place, files.manifest(window));
      requireWhole(window, place);
    }
    return place;
  }

  /** The floor rises before rows go: if it is still below the base, the list has all of them. */
  private void requireWhole(WindowRow window, Path list) throws IOException, TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      if (window.level() != Level.FULL && reader.floor() > window.base()) {
        Files.delete(list);
        throw WindowPlanner.refused(
            "the journal no longer holds everything since the base of window " + window.id(),
            "abort it and open another, which will be full; raise max-age or max-size");
      }
    }
  }

  private List<PathBytes> paths(WindowRow window, List<Root> roots) throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      List<PathBytes> own =
          reader.consumer(window.consumer()).map(ConsumerRow::paths).orElse(List.of());
      return WindowPlanner.effective(roots, WindowPlanner.paths(roots, own));
    }
  }

  private ListHeader header(WindowRow window, ListScope scope)
      throws IOException, TidemarkException {
    String id = journalId();
    return new ListHeader(
        window.id(),
        window.consumer().text(),
        window.asked(),
        window.level(),
        new Position(id, window.base()),
        new Position(id, window.end()),
        scope.paths().stream().map(scope.presentation()::listed).toList(),
        files.notes(window.id()),
        clock.millis());
  }

  String journalId() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.journalId();
    }
  }
}
