package org.tidemark.bacula;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;

/**
 * Where Bacula's walk ends although the tree goes on: it enters no other filesystem below a
 * directory, only what is listed itself (Bacula 9.6, findlib/find_one.c, onefs). What is mounted
 * below a tree with {@code nested = yes} belongs to it, and so do subvolumes of btrfs, mounted or
 * not. Not thread-safe.
 */
final class NestedMounts {
  private final List<RootInfo> roots;
  private final MountTable table;
  private final List<MountTable.Mount> mounts;
  private final PathBytes state;
  private final Subvolumes subvolumes = new Subvolumes();

  private NestedMounts(List<RootInfo> roots, MountTable table, PathBytes state) {
    this.roots = List.copyOf(roots);
    this.table = table;
    this.mounts = table.below(PathBytes.ROOT);
    this.state = state;
  }

  /**
   * As they are mounted now.
   *
   * @param roots all watched trees
   * @param state of which Bacula saves what is listed and nothing else
   */
  static NestedMounts of(List<RootInfo> roots, Path state) throws IOException {
    boolean any = roots.stream().anyMatch(RootInfo::nested);
    return new NestedMounts(
        roots,
        any ? MountTable.read() : new MountTable(List.of()),
        PathBytes.of(state.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** What is mounted now below directories that Bacula walks, and is none of them. */
  static List<PathBytes> unnamed(List<PathBytes> named) throws IOException {
    return MountTable.read().below(PathBytes.ROOT).stream()
        .filter(mount -> !MountTable.isMadeUp(mount.type()))
        .map(MountTable.Mount::place)
        .filter(place -> !named.contains(place) && named.stream().anyMatch(place::isUnder))
        .filter(NestedMounts::isAnotherDevice)
        .distinct()
        .toList();
  }

  /** What is to be listed beside a tree that Bacula walks; the mounts first, in their order. */
  List<PathBytes> below(PathBytes tree) {
    Optional<RootInfo> root = rootOf(tree).filter(RootInfo::nested);
    if (root.isEmpty()) {
      return List.of();
    }
    List<PathBytes> mounted = mountedBelow(tree, root.get());
    Stream<PathBytes> walked =
        Stream.concat(Stream.of(tree), mounted.stream())
            .filter(top -> table.covering(top).filter(NestedMounts::isBtrfs).isPresent())
            .flatMap(top -> subvolumes.below(top, exclusions(root.get()), leftOut(top)).stream())
            .filter(NestedMounts::isAnotherDevice);
    return Stream.concat(mounted.stream(), walked).distinct().toList();
  }

  private List<PathBytes> mountedBelow(PathBytes tree, RootInfo root) {
    return mounts.stream()
        .filter(mount -> !MountTable.isMadeUp(mount.type()))
        .map(MountTable.Mount::place)
        .filter(place -> place.isUnder(tree) && !place.equals(tree) && !place.isUnder(state))
        .filter(place -> rootOf(place).filter(root::equals).isPresent())
        .filter(place -> !exclusions(root).excludes(place, root.path()))
        .filter(NestedMounts::isAnotherDevice)
        .distinct()
        .toList();
  }

  /** Where no subvolumes are looked for: not the tree's, or listed and looked through itself. */
  private List<PathBytes> leftOut(PathBytes top) {
    Stream<PathBytes> others =
        mounts.stream()
            .filter(mount -> !isBtrfs(mount) || isAnotherDevice(mount.place()))
            .map(MountTable.Mount::place);
    Stream<PathBytes> trees = roots.stream().map(RootInfo::path);
    return Stream.of(others, trees, Stream.of(state))
        .flatMap(paths -> paths)
        .filter(path -> path.isUnder(top) && !path.equals(top))
        .toList();
  }

  /** Directories that could not be looked through, with their codes. */
  Map<PathBytes, Integer> unsearched() {
    return subvolumes.unsearched();
  }

  private static boolean isBtrfs(MountTable.Mount mount) {
    return mount.type().equals("btrfs");
  }

  /** The innermost tree that holds a path. */
  private Optional<RootInfo> rootOf(PathBytes path) {
    return roots.stream()
        .filter(root -> path.isUnder(root.path()))
        .max(Comparator.comparingInt(root -> root.path().length()));
  }

  private static Exclusions exclusions(RootInfo root) {
    return Exclusions.of(root.exclusions());
  }

  /** Of one on the same filesystem, as by a bind mount, Bacula sees nothing; it goes on there. */
  static boolean isAnotherDevice(PathBytes place) {
    long device = device(place);
    return device < 0 || device != device(place.parent());
  }

  /** -1 if it cannot be told: such a place is listed, so that Bacula says what is wrong. */
  private static long device(PathBytes path) {
    FileStat stat = new FileStat();
    // Not made before it is needed: most sites have no such tree, and it takes its time.
    Kernel kernel = new NativeKernel();
    int result = kernel.statx(Kernel.AT_FDCWD, path.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    return result < 0 ? -1 : stat.device();
  }
}
