package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;

/**
 * Looks whether the configured path of each root still leads to the directory that is followed, and
 * follows it to where it leads now. A source above the roots tells when to look. Ingest thread
 * only.
 */
final class RootChecks {
  private final RootDirectories roots;
  private final RootResolver resolver;
  private final SourceOpener opener;
  private final FollowedSources sources;
  private final TroubledPlaces troubled;
  private final FollowedTerritory territory;
  private final SourceSet.Listener listener;
  private final List<EventSource> ancestors = new ArrayList<>();
  private boolean due;

  RootChecks(
      RootDirectories roots,
      RootResolver resolver,
      SourceOpener opener,
      FollowedSources sources,
      TroubledPlaces troubled,
      FollowedTerritory territory,
      SourceSet.Listener listener) {
    this.roots = roots;
    this.resolver = resolver;
    this.opener = opener;
    this.sources = sources;
    this.troubled = troubled;
    this.territory = territory;
    this.listener = listener;
  }

  /** The new watch stands before the old one goes. */
  void openAncestors() throws KernelException {
    EventSource now = opener.ancestors(roots.all(), this::ancestorChanged);
    sources.begin(now);
    ancestors.forEach(sources::end);
    ancestors.clear();
    ancestors.add(now);
  }

  /** The sink knows already; closing and opening sources has to wait until decoding is over. */
  private void ancestorChanged(Root root) {
    due |= roots.contains(root);
  }

  /** True since something above a root changed. */
  boolean isDue() {
    return due;
  }

  void begin() {
    due = false;
  }

  void check(Root root) {
    if (territory.now().find(new TerritoryPart.Key(root.path(), root.path())).isEmpty()) {
      return;
    }
    try {
      PathBytes path = resolver.canonical(root.configured());
      if (path.equals(root.path())) {
        checkDirectory(root);
      } else {
        move(root, new Root(root.configured(), path, root.nested(), root.exclusions()));
      }
    } catch (KernelException e) {
      boolean missing = e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR;
      troubled.open(root.path(), missing ? Reason.ROOT_MISSING : Reason.UNREADABLE);
      listener.problem(root.path(), e.getMessage());
    }
  }

  private void checkDirectory(Root root) throws KernelException {
    if (roots.isAnother(root.path())) {
      troubled.open(root.path(), Reason.ROOT_REPLACED);
      territory.fit(FollowedTerritory.readTable(), Set.of(root.path()));
      troubled.close(root.path(), Reason.ROOT_REPLACED);
    }
    troubled.close(root.path(), Reason.ROOT_MISSING);
    troubled.close(root.path(), Reason.UNREADABLE);
  }

  private void move(Root old, Root now) throws KernelException {
    MountTable table = FollowedTerritory.readTable();
    territory.adopt(now, table);
    roots.replace(old, now);
    troubled.open(now.path(), Reason.ROOT_REPLACED);
    listener.rootMoved(old, now);
    territory.forget(old);
    openAncestors();
    territory.fit(table, Set.of());
    troubled.close(now.path(), Reason.ROOT_REPLACED);
    troubled.closeWhere((place, reason) -> place.isUnder(old.path()) && !roots.cover(place));
  }

  /** The source above the roots, for {@code status}. */
  List<EventSource.Description> descriptions() {
    return ancestors.stream().map(EventSource::description).toList();
  }

  void close() {
    ancestors.clear();
  }
}
