package org.tidemark.journal.window;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.ManifestWriter;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.list.StoredListWriter;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;

/**
 * Makes the kept list of one window: the main part in tree order goes to a draft; then header
 * (whose notes are known only now), draft, names found by handle, names of linked files, and
 * directories in which something could not be looked at go to the list. One thread at a time.
 */
final class ListFile {
  private final Kernel kernel;
  private final Path folder;
  private final OtherNames otherNames;
  private final int mostLinks;

  ListFile(Kernel kernel, Path folder, OtherNames otherNames) {
    this(kernel, folder, otherNames, MultiLinks.room());
  }

  /**
   * @param mostLinks names and inodes of linked files that are held in memory
   */
  ListFile(Kernel kernel, Path folder, OtherNames otherNames, int mostLinks) {
    this.mostLinks = mostLinks;
    this.kernel = kernel;
    this.folder = folder;
    this.otherNames = otherNames;
  }

  /** Where the rows come from. */
  interface ReaderSupply {
    JournalReader open() throws TidemarkException;
  }

  /**
   * Makes a list and, if asked, its manifest; both are durable under their names then, the manifest
   * first, so that no list is ever without it.
   *
   * @param manifest null for a list without a window
   */
  void write(ListScope scope, ListHeader header, ReaderSupply journal, Path place, Path manifest)
      throws IOException, TidemarkException {
    Notes notes = new Notes();
    header.notes().forEach(notes::add);
    Path draft = Files.createTempFile(folder, "list-", ".draft");
    try (TreeLookup lookup = lookup(scope)) {
      MultiLinks links = new MultiLinks(Aliases.of(kernel, scope, lookup), mostLinks);
      Making making = new Making(scope, header, journal, lookup, links, notes, draft);
      Draft main =
          manifest == null ? whole(making, Facts.NONE) : wholeWithManifest(making, manifest);
      finish(main, withNotes(header, notes.lines()), scope, place);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private TreeLookup lookup(ListScope scope) {
    return new TreeLookup(kernel, scope.roots(), scope.presentation());
  }

  /** What the making of one list needs. */
  private record Making(
      ListScope scope,
      ListHeader header,
      ReaderSupply journal,
      TreeLookup lookup,
      MultiLinks links,
      Notes notes,
      Path draft) {

    LinksBelow linksBelow() {
      return new LinksBelow(journal, scope, lookup, links);
    }

    Facts manifestFacts(Kernel kernel, ManifestWriter out, LinksBelow below) {
      return new ManifestFacts(kernel, out, scope, lookup, notes, below);
    }
  }

  /** The main part, written, and what the maker holds back for behind it. */
  private record Draft(Path file, StoredListWriter.Stretch entries, ListMaker maker) {}

  private Draft wholeWithManifest(Making making, Path manifest)
      throws IOException, TidemarkException {
    try (ManifestWriter out = new ManifestWriter(manifest, making.header);
        LinksBelow below = making.linksBelow()) {
      Draft draft = whole(making, making.manifestFacts(kernel, out, below));
      out.finish();
      return draft;
    }
  }

  /** The main part, and the names that come behind it. */
  private Draft whole(Making making, Facts facts) throws IOException, TidemarkException {
    Draft draft = draft(making, facts);
    if (making.header.level() == Level.FULL) {
      return draft;
    }
    ListMaker maker = draft.maker;
    otherNames.find(making.journal, making.scope, making.lookup, maker.links(), making.notes);
    for (PathBytes path : maker.moved()) {
      facts.alsoListed(making.scope.presentation().original(path));
    }
    for (Entry entry : maker.links().entries()) {
      facts.alsoListed(making.scope.presentation().original(entry.path()));
    }
    for (List<PathBytes> paths : maker.links().listedTogether()) {
      facts.linked(paths);
    }
    return draft;
  }

  private Draft draft(Making making, Facts facts) throws IOException, TidemarkException {
    ListHeader header = withNotes(making.header, List.of());
    try (StoredListWriter main = new StoredListWriter(Files.newOutputStream(making.draft), header);
        HandleNames handles = new HandleNames(kernel, making.lookup)) {
      ListMaker maker =
          new ListMaker(
              making.scope, making.lookup, handles, facts, making.links, making.notes, main::add);
      if (header.level() == Level.FULL) {
        for (PathBytes path : making.scope.wholeTrees()) {
          maker.addWhole(path);
        }
      } else {
        addChanges(making.scope, making.journal, maker, facts);
      }
      StoredListWriter.Stretch entries = main.entries();
      main.finish();
      return new Draft(making.draft, entries, maker);
    }
  }

  private void addChanges(ListScope scope, ReaderSupply journal, ListMaker maker, Facts facts)
      throws IOException, TidemarkException {
    try (CandidateStream candidates = spool(scope, journal, facts);
        LookupAhead ahead =
            new LookupAhead(candidates::next, () -> lookup(scope), facts::reader, maker::wants)) {
      for (Sight next = ahead.next(); next != null; next = ahead.next()) {
        maker.add(next);
      }
    }
  }

  private CandidateStream spool(ListScope scope, ReaderSupply journal, Facts facts)
      throws IOException, TidemarkException {
    JournalReader reader = journal.open();
    boolean handedOver = false;
    try {
      for (JournalReader.Rename rename : reader.renamesAfter(scope.base())) {
        if (scope.pathOf(rename.from()) != null && scope.pathOf(rename.to()) != null) {
          facts.renamed(rename.from(), rename.to());
        }
      }
      CandidateStream candidates = CandidateStream.read(reader, scope, folder);
      handedOver = true;
      return candidates;
    } finally {
      if (!handedOver) {
        reader.close();
      }
    }
  }

  private static ListHeader withNotes(ListHeader header, List<String> notes) {
    return new ListHeader(
        header.window(),
        header.consumer(),
        header.asked(),
        header.level(),
        header.base(),
        header.end(),
        header.paths(),
        notes,
        header.madeMillis());
  }

  private static void finish(Draft draft, ListHeader header, ListScope scope, Path place)
      throws IOException {
    ListMaker maker = draft.maker;
    try (SealedFile file = new SealedFile(place)) {
      StoredListWriter out = new StoredListWriter(file.stream(), header);
      if (maker.moved().isEmpty() && maker.failedIn().isEmpty()) {
        copyUnread(draft, out);
      } else {
        copy(draft.file, scope, maker, out);
      }
      for (PathBytes path : maker.moved()) {
        out.add(Entry.object(path, 1, 0));
      }
      for (PathBytes path : maker.failedIn()) {
        out.add(Entry.of(EntryKind.CONTENTS, path, Reason.LOOKUP_FAILED));
      }
      for (Entry entry : maker.links().entries()) {
        out.add(entry);
      }
      if (maker.links().overflowed() && header.level() != Level.FULL) {
        addEverything(scope, out);
      }
      out.finish();
      file.seal();
    }
  }

  /** Some changed file may lie anywhere. */
  private static void addEverything(ListScope scope, StoredListWriter out) throws IOException {
    for (PathBytes path : scope.wholeTrees()) {
      PathBytes listed = scope.presentation().listed(path);
      out.add(Entry.of(EntryKind.SUBTREE, listed, Reason.LOOKUP_FAILED));
    }
  }

  private static void copyUnread(Draft draft, StoredListWriter out) throws IOException {
    try (FileChannel main = FileChannel.open(draft.file)) {
      out.addAll(main, draft.entries);
    }
  }

  /** What the main part has already is not listed again. */
  private static void copy(Path draft, ListScope scope, ListMaker maker, StoredListWriter out)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(draft));
        StoredListReader main = new StoredListReader(in)) {
      for (Entry entry = main.next(); entry != null; entry = main.next()) {
        out.add(entry);
        maker.moved().remove(entry.path());
        if (entry.kind() == EntryKind.SUBTREE) {
          removeReached(maker.moved(), scope, entry.path());
          removeReached(maker.failedIn(), scope, entry.path());
        } else if (entry.kind() == EntryKind.CONTENTS) {
          maker.failedIn().remove(entry.path());
        }
      }
    }
  }

  private static void removeReached(NavigableSet<PathBytes> paths, ListScope scope, PathBytes top) {
    Iterator<PathBytes> below = paths.tailSet(top).iterator();
    while (below.hasNext()) {
      PathBytes path = below.next();
      if (!path.isUnder(top)) {
        return;
      }
      if (scope.reaches(top, path)) {
        below.remove();
      }
    }
  }
}
