package org.tidemark.journal.source;

import java.util.Optional;
import org.tidemark.journal.kernel.FanotifyRecords;
import org.tidemark.journal.kernel.FanotifyRecords.Place;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.source.FilesystemView.Alias;
import org.tidemark.journal.source.HandleResolver.Location;
import org.tidemark.journal.source.HandleResolver.State;

/** What the rename of a directory means beyond its two names. Ingest thread only. */
final class DirectoryMoves {
  private boolean leftRoots;

  /** Looks up both names of the event at which {@code records} stands. */
  void tell(
      FilesystemView view,
      HandleResolver resolver,
      byte[] bytes,
      FanotifyRecords records,
      EventSink sink) {
    Location from = locate(resolver, bytes, records.oldParent());
    Location to = locate(resolver, bytes, records.newParent());
    for (Alias alias : view.aliases()) {
      if (isAbove(from, alias) || isAbove(to, alias)) {
        sink.change(alias.outer(), ChangeBits.SUBTREE, Reason.ANCESTOR_CHANGED);
      }
      Optional<PathBytes> old = outerPath(alias, from);
      Optional<PathBytes> now = outerPath(alias, to);
      if (old.isPresent() && now.isPresent()) {
        sink.renamed(old.get(), now.get());
      }
      // A parent that is gone by now may have lain below a root.
      leftRoots |= now.isEmpty() && (old.isPresent() || from.state() != State.FOUND);
    }
  }

  /** True if a directory may have left the roots since the last {@link #endBatch}. */
  boolean leftRoots() {
    return leftRoots;
  }

  void endBatch() {
    leftRoots = false;
  }

  /** The path of a name, as its directory is called now. */
  private static Location locate(HandleResolver resolver, byte[] bytes, Place place) {
    Location parent = resolver.locate(bytes, place.handleOffset(), place.handleLength());
    return new Location(
        parent.state(),
        parent.path().child(bytes, place.nameOffset(), place.nameLength()),
        parent.device(),
        parent.inode(),
        parent.links(),
        parent.errno());
  }

  private static boolean isAbove(Location location, Alias alias) {
    return location.state() == State.FOUND && alias.inner().isUnder(location.path());
  }

  private static Optional<PathBytes> outerPath(Alias alias, Location location) {
    return location.state() == State.FOUND
        ? alias.outerPath(location.path(), location.device())
        : Optional.empty();
  }
}
