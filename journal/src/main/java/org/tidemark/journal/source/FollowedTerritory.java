package org.tidemark.journal.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;

/**
 * What is mounted where the roots are, and the sources made to fit it: each time the mount table
 * may have changed, what differs becomes a gap first, is followed, and then the gap ends. Ingest
 * thread only.
 */
final class FollowedTerritory {
  private final RootDirectories roots;
  private final SourceChoice choice;
  private final FilesystemIdentity identity;
  private final FollowedSources sources;
  private final TroubledPlaces troubled;
  private final SourceSet.Listener listener;

  /** Where the filesystem of each root was mounted at first. */
  private final Map<PathBytes, PathBytes> homes = new HashMap<>();

  /** Tells the filesystem at each place from another that takes its place. */
  private final Map<PathBytes, String> identities = new HashMap<>();

  private Territory territory = new Territory(new MountTable(List.of()), List.of());

  FollowedTerritory(
      RootDirectories roots,
      SourceChoice choice,
      FilesystemIdentity identity,
      FollowedSources sources,
      TroubledPlaces troubled,
      SourceSet.Listener listener) {
    this.roots = roots;
    this.choice = choice;
    this.identity = identity;
    this.sources = sources;
    this.troubled = troubled;
    this.listener = listener;
  }

  static MountTable readTable() {
    try {
      return MountTable.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Territory now() {
    return territory;
  }

  /**
   * A root begins to be followed: where its filesystem is mounted, and which directory it is.
   *
   * @throws KernelException if the directory cannot be looked up
   */
  void adopt(Root root, MountTable table) throws KernelException {
    table.covering(root.path()).ifPresent(mount -> homes.put(root.path(), mount.place()));
    roots.remember(root.path());
  }

  void forget(Root root) {
    territory = territory.without(root);
  }

  // --- the start ---------------------------------------------------------------------------------

  /**
   * @throws TidemarkException if a root lies on a filesystem that cannot be followed
   */
  void begin(MountTable table) throws TidemarkException {
    territory = Territory.of(table, roots.all());
    for (TerritoryPart part : territory.parts()) {
      refuseIfShared(part);
    }
  }

  /**
   * @throws TidemarkException if a part cannot be followed
   */
  void followAll() throws TidemarkException {
    for (FollowedSources.Failure failure : sources.fit(territory, Set.of())) {
      if (failure.part().isRoot()) {
        throw cannotFollow(failure);
      }
      notFollowed(failure.part(), failure.cause().getMessage());
    }
    rememberIdentities();
  }

  private void refuseIfShared(TerritoryPart part) throws TidemarkException {
    FilesystemKind kind = part.kind();
    if (part.isRoot() && !kind.canBeFollowed()) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          "cannot watch " + part.place() + " (" + part.mount().type() + "): " + kind.refusal(),
          kind.hint());
    }
    tellIfShared(part);
  }

  private TidemarkException cannotFollow(FollowedSources.Failure failure) {
    String how = choice == SourceChoice.FANOTIFY ? " with fanotify: " : ": ";
    String hint = failure.cause().hint();
    return new TidemarkException(
        ExitCode.FAILED,
        "cannot watch " + failure.part().place() + how + failure.cause().getMessage(),
        choice == SourceChoice.FANOTIFY && hint.isEmpty() ? "use --source auto" : hint,
        failure.cause());
  }

  /** See {@link SourceSet#expect}. */
  void expect(Set<PathBytes> places) {
    for (PathBytes place : places) {
      boolean ours =
          roots.all().stream().anyMatch(root -> root.nested() && place.isUnder(root.path()));
      if (ours && !isFollowedAt(place)) {
        troubled.open(place, Reason.NOT_MOUNTED);
        listener.problem(place, "what was mounted there is not mounted now");
      }
    }
  }

  // --- what changed ------------------------------------------------------------------------------

  /**
   * @param toReopen places whose sources are opened anew although no mount changed there
   */
  void fit(MountTable table, Set<PathBytes> toReopen) {
    Territory now = Territory.of(table, roots.all(), homes);
    Map<PathBytes, Reason> changes = new LinkedHashMap<>(now.changesSince(territory));
    sources.placesWithoutMark().forEach(at -> changes.putIfAbsent(at, Reason.MARK_LOST));
    changes.replaceAll((place, reason) -> isReplaced(now, place) ? replaced(reason) : reason);
    changes.forEach(troubled::open);
    territory = now;
    Set<PathBytes> reopen = new HashSet<>(changes.keySet());
    reopen.addAll(toReopen);
    for (FollowedSources.Failure failure : sources.fit(now, reopen)) {
      notFollowed(failure.part(), failure.cause().getMessage());
    }
    now.parts().forEach(this::tellIfShared);
    readoptMounted(changes.keySet());
    rememberIdentities();
    if (!changes.isEmpty()) {
      listener.mountsChanged(Set.copyOf(changes.keySet()));
    }
    sources.releaseRetired();
    troubled.closeWhere(this::isOver);
  }

  private boolean isReplaced(Territory now, PathBytes place) {
    String before = identities.get(place);
    return before != null
        && now.parts().stream()
            .filter(part -> part.place().equals(place))
            .anyMatch(part -> !identity.of(part.mount(), place).equals(before));
  }

  private static Reason replaced(Reason reason) {
    return reason == Reason.MOUNTED_OVER ? reason : Reason.FILESYSTEM_REPLACED;
  }

  private void tellIfShared(TerritoryPart part) {
    FilesystemKind kind = part.kind();
    if (!kind.canBeFollowed()) {
      notFollowed(part, part.mount().type() + ": " + kind.refusal());
    }
  }

  private void notFollowed(TerritoryPart part, String cause) {
    if (!troubled.has(part.place(), Reason.NOT_FOLLOWED)) {
      troubled.open(part.place(), Reason.NOT_FOLLOWED);
      listener.problem(part.place(), cause);
    }
  }

  /** A root on a filesystem that came anew is another directory, and that is told already. */
  private void readoptMounted(Set<PathBytes> changed) {
    for (TerritoryPart part : territory.parts()) {
      if (part.isRoot() && changed.contains(part.place())) {
        try {
          roots.remember(part.place());
        } catch (KernelException e) {
          troubled.open(part.place(), Reason.ROOT_MISSING);
        }
      }
    }
  }

  private void rememberIdentities() {
    for (TerritoryPart part : territory.parts()) {
      identities.put(part.place(), identity.of(part.mount(), part.place()));
    }
  }

  private boolean isOver(PathBytes place, Reason reason) {
    return switch (reason) {
      case ROOT_MISSING, ROOT_REPLACED, UNREADABLE -> false;
      case NOT_MOUNTED -> isMountedAt(place);
      case NOT_FOLLOWED -> !isUnfollowedAt(place);
      default -> !troubled.has(place, Reason.NOT_MOUNTED) && isCovered(place);
    };
  }

  // --- what is the case now ----------------------------------------------------------------------

  private boolean isMountedAt(PathBytes place) {
    return territory.parts().stream().anyMatch(part -> part.place().equals(place));
  }

  private boolean isFollowedAt(PathBytes place) {
    return territory.parts().stream()
        .anyMatch(part -> part.place().equals(place) && sources.follows(part));
  }

  /** True if something is mounted there of which nothing is heard. */
  private boolean isUnfollowedAt(PathBytes place) {
    return territory.parts().stream()
        .anyMatch(part -> part.place().equals(place) && !sources.follows(part));
  }

  /** True if what is at the place now belongs to a part that is followed. */
  private boolean isCovered(PathBytes place) {
    return territory.parts().stream()
        .anyMatch(
            part ->
                place.isUnder(part.place())
                    && part.hidden().stream().noneMatch(place::isUnder)
                    && sources.follows(part));
  }

  /** Identities of what is followed, by the places where it is mounted. */
  Map<PathBytes, String> followed() {
    Map<PathBytes, String> followed = new LinkedHashMap<>();
    for (TerritoryPart part : territory.parts()) {
      if (sources.follows(part)) {
        followed.put(part.place(), identities.getOrDefault(part.place(), ""));
      }
    }
    return followed;
  }

  List<TerritoryPart> partsOf(Root root) {
    return territory.parts().stream()
        .filter(part -> part.root().path().equals(root.path()))
        .toList();
  }
}
