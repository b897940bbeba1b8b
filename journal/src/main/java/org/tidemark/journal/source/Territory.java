package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;

/**
 * Which filesystems the roots cover at one moment. A root covers the filesystem on which it lies; a
 * nested one also what is mounted below it, bind mounts included.
 */
record Territory(MountTable table, List<TerritoryPart> parts) {
  Territory {
    parts = List.copyOf(parts);
  }

  static Territory of(MountTable table, List<Root> roots) {
    return of(table, roots, Map.of());
  }

  /**
   * @param homes where the filesystem of a root was mounted when it was first followed: a mount
   *     above that place means that the filesystem is not there, and what shows through is not the
   *     root's
   */
  static Territory of(MountTable table, List<Root> roots, Map<PathBytes, PathBytes> homes) {
    List<TerritoryPart> parts = new ArrayList<>();
    for (Root root : roots) {
      PathBytes home = homes.getOrDefault(root.path(), PathBytes.ROOT);
      table
          .covering(root.path())
          .filter(mount -> mount.place().length() >= home.length())
          .ifPresent(mount -> parts.add(part(table, root, root.path(), mount)));
      if (root.nested()) {
        table.below(root.path()).stream()
            .filter(mount -> FilesystemKind.of(mount) != FilesystemKind.PSEUDO)
            .forEach(mount -> parts.add(part(table, root, mount.place(), mount)));
      }
    }
    return new Territory(table, parts);
  }

  private static TerritoryPart part(MountTable table, Root root, PathBytes place, Mount mount) {
    List<PathBytes> hidden = new ArrayList<>();
    for (Mount other : table.mounts()) {
      boolean child = other.parentId() == mount.id() && other.id() != mount.id();
      if (child && other.place().isUnder(place) && !other.place().equals(place)) {
        hidden.add(other.place());
      }
    }
    return new TerritoryPart(root, place, mount, hidden);
  }

  Optional<TerritoryPart> find(TerritoryPart.Key key) {
    return parts.stream().filter(part -> part.key().equals(key)).findFirst();
  }

  /** What happened on the way from an earlier territory to this one, by place; in order. */
  Map<PathBytes, Reason> changesSince(Territory earlier) {
    Map<PathBytes, Reason> changes = new LinkedHashMap<>();
    for (TerritoryPart old : earlier.parts) {
      Optional<TerritoryPart> now = find(old.key());
      if (now.isEmpty()) {
        changes.putIfAbsent(old.place(), Reason.NOT_MOUNTED);
      } else if (!now.get().isSameMountAs(old)) {
        changes.putIfAbsent(old.place(), reason(old.mount(), now.get().mount()));
      }
    }
    for (TerritoryPart now : parts) {
      Optional<TerritoryPart> old = earlier.find(now.key());
      if (old.isEmpty()) {
        changes.putIfAbsent(now.place(), Reason.MOUNT_CHANGED);
      } else {
        uncovered(old.get(), now).forEach(at -> changes.putIfAbsent(at, Reason.MOUNT_CHANGED));
      }
    }
    return changes;
  }

  private Reason reason(Mount old, Mount now) {
    if (table.mounts().stream().anyMatch(mount -> TerritoryPart.isSame(mount, old))) {
      return Reason.MOUNTED_OVER;
    }
    return old.device().equals(now.device()) ? Reason.MOUNT_CHANGED : Reason.FILESYSTEM_REPLACED;
  }

  /** What came to light again was out of sight, and what happened there was not told. */
  private static List<PathBytes> uncovered(TerritoryPart old, TerritoryPart now) {
    return old.hidden().stream().filter(place -> !now.hidden().contains(place)).toList();
  }

  /** This territory as if a root had never been followed. */
  Territory without(Root root) {
    List<TerritoryPart> others = parts.stream().filter(part -> !part.root().equals(root)).toList();
    return new Territory(table, others);
  }
}
