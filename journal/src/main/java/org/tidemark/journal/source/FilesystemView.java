package org.tidemark.journal.source;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.model.PathBytes;

/**
 * One filesystem as the roots see it: at which places its directories appear.
 *
 * @param device {@code major:minor} of the superblock, as in mountinfo
 * @param source what is mounted, for people
 */
record FilesystemView(
    String device, String type, String source, MountAccess access, List<Alias> aliases) {
  /** Linux's PATH_MAX without the NUL: no longer path can be handed to a system call. */
  private static final int LONGEST_PATH = 4095;

  FilesystemView {
    aliases = List.copyOf(aliases);
  }

  /**
   * A stretch of the filesystem that appears below a root.
   *
   * @param inner its top in the filesystem's own tree
   * @param outer where that top appears
   * @param hidden places below {@code outer} at which something else is mounted
   * @param onlyDevice {@code st_dev} of what belongs to the root; 0 for everything. btrfs
   *     subvolumes have their own and are a boundary for roots that are not nested.
   */
  record Alias(PathBytes inner, PathBytes outer, List<PathBytes> hidden, long onlyDevice) {
    Alias {
      hidden = List.copyOf(hidden);
    }

    Optional<PathBytes> outerPath(PathBytes path, long device) {
      if (!path.isUnder(inner) || (onlyDevice != 0 && device != onlyDevice)) {
        return Optional.empty();
      }
      PathBytes shown = path.rebase(inner, outer);
      return hidden.stream().anyMatch(shown::isUnder) ? Optional.empty() : Optional.of(shown);
    }
  }

  /** Finds {@code st_dev} of a directory; 0 if it is none, or cannot be looked up. */
  interface DeviceLookup {
    long deviceOf(PathBytes directory);
  }

  /**
   * The filesystem to which some parts of the territory belong; empty if no mount of it can be
   * reached.
   *
   * @param parts one or more, all of the same filesystem
   */
  static Optional<FilesystemView> of(
      MountTable table, List<TerritoryPart> parts, DeviceLookup lookup) {
    Mount mount = parts.get(0).mount();
    List<Alias> aliases = parts.stream().map(part -> aliasOf(part, lookup)).toList();
    return MountAccess.to(table, mount.device())
        .map(
            access ->
                new FilesystemView(mount.device(), mount.type(), mount.source(), access, aliases));
  }

  private static Alias aliasOf(TerritoryPart part, DeviceLookup lookup) {
    Mount mount = part.mount();
    PathBytes inner = part.place().rebase(mount.place(), mount.root());
    boolean bounded = mount.type().equals("btrfs") && !part.root().nested();
    long onlyDevice = bounded ? lookup.deviceOf(part.place()) : 0;
    return new Alias(inner, part.place(), part.hidden(), onlyDevice);
  }

  /** Where an inner path appears below the roots; empty if nowhere. */
  List<PathBytes> outerPaths(PathBytes path, long device) {
    Set<PathBytes> found = new LinkedHashSet<>();
    for (Alias alias : aliases) {
      alias.outerPath(path, device).ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  /** The path, or its nearest ancestor that can be handed to a system call. */
  static PathBytes nameable(PathBytes path) {
    PathBytes at = path;
    while (at.length() > LONGEST_PATH) {
      at = at.parent();
    }
    return at;
  }

  /** The places that are in doubt when the whole filesystem's history is. */
  List<PathBytes> places() {
    return aliases.stream().map(Alias::outer).distinct().toList();
  }
}
