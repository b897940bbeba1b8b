package org.tidemark.rsync;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Program;

/** Finds out what of a source belongs into its mirror. */
final class ScopeFinder {
  private final ByteFiles files;
  private final Path state;

  ScopeFinder(ByteFiles files, Path state) {
    this.files = files;
    this.state = state;
  }

  /**
   * @param known what was kept of the last run
   */
  Scope find(
      JournalClient client,
      BackupRequest request,
      Places places,
      Optional<Marker> known,
      PointsPlace points)
      throws TidemarkException {
    RootInfo root = root(client, places.source());
    Set<PathBytes> below = MountsBelow.of(places.source());
    Set<PathBytes> mounted = root.nested() ? below : Set.of();
    List<PathBytes> own = new ArrayList<>(List.of(files.real(Program.latin1(state))));
    List<PathBytes> hidden = root.nested() ? List.of() : foreign(below, own);
    refuseInnerRoots(client, places, hidden);
    List<PathBytes> missing = new ArrayList<>();
    if (root.nested() && known.isPresent() && !request.adopt()) {
      for (Marker.Mount mount : known.get().mounts()) {
        if (!isMounted(mount, mounted)) {
          missing.add(mount.path());
        }
      }
    }
    if (places.mirror().isLocal()) {
      PathBytes marker = places.mirror().marker();
      own.add(places.mirror().path());
      own.add(marker);
      own.addAll(points.own());
      own.add(PathBytes.ofLatin1(marker.latin1() + ".tmp"));
      own.add(places.mirror().lockFile());
      own.add(places.mirror().copy());
    }
    return Scope.of(places.source(), root, own, mounted, missing, hidden);
  }

  /**
   * Bind mounts of the source's own filesystem are among them: the journal lists nothing there.
   *
   * @param excluded gets files over which others are mounted
   */
  private List<PathBytes> foreign(Set<PathBytes> mounts, List<PathBytes> excluded)
      throws TidemarkException {
    List<PathBytes> directories = new ArrayList<>();
    for (PathBytes mount : mounts) {
      (files.identity(mount).isPresent() ? directories : excluded).add(mount);
    }
    return directories;
  }

  /** A tree with exclusions of its own inside the source needs passes of its own. */
  private static void refuseInnerRoots(JournalClient client, Places places, List<PathBytes> hidden)
      throws TidemarkException {
    for (RootInfo root : client.roots()) {
      boolean inside = root.path().isUnder(places.source()) && !root.path().equals(places.source());
      if (inside && hidden.stream().noneMatch(root.path()::isUnder)) {
        throw MirrorTrust.refused(
            root.path() + " is watched as a tree of its own inside " + places.source(),
            "Watch only the outer tree (with nested = yes if it holds other filesystems), or back"
                + " both up from places that do not lie in each other.");
      }
    }
  }

  private boolean isMounted(Marker.Mount mount, Set<PathBytes> mounted) throws TidemarkException {
    return mounted.contains(mount.path())
        && files.identity(mount.path()).map(mount.identity()::sameAs).orElse(false);
  }

  private static RootInfo root(JournalClient client, PathBytes source) throws TidemarkException {
    return client.roots().stream()
        .filter(root -> source.isUnder(root.path()))
        .max(Comparator.comparingInt(root -> root.path().length()))
        .orElseThrow(
            () ->
                MirrorTrust.refused(
                    source + " does not lie in a watched tree",
                    "Start the daemon with --watch for it, or see 'tidemark status'."));
  }
}
