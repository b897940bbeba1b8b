package org.tidemark.journal.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.model.PathBytes;

/**
 * Through which mount a filesystem is marked and its handles are resolved. A mount of the whole
 * filesystem is needed: through a mount of a part, what lies outside has no path.
 *
 * @param device what a detached mount is made of, one character per byte; empty if a mount that is
 *     there is used
 * @param readOnly whether the superblock is read-only: a detached mount must ask for the same
 * @param place where that mount is, so what /proc/self/fd shows begins with; {@code /} if detached
 * @param inner which directory of the filesystem is mounted there
 */
record MountAccess(String type, String device, boolean readOnly, PathBytes place, PathBytes inner) {
  private static final byte[] HERE = {'.'};

  /** The best way to a filesystem that is mounted somewhere; empty if no mount can be reached. */
  static Optional<MountAccess> to(MountTable table, String device) {
    List<Mount> mounts = new ArrayList<>();
    for (Mount mount : table.mounts()) {
      if (mount.device().equals(device)) {
        mounts.add(mount);
      }
    }
    Optional<MountAccess> whole =
        mounts.stream()
            .filter(mount -> mount.root().isRoot() && isReachable(table, mount))
            .findFirst()
            .map(MountAccess::attached);
    return whole.isPresent() ? whole : toPart(table, mounts);
  }

  private static Optional<MountAccess> toPart(MountTable table, List<Mount> mounts) {
    Optional<Mount> any = mounts.stream().findFirst();
    if (any.isPresent() && any.get().source().startsWith("/")) {
      return any.map(MountAccess::detached);
    }
    return mounts.stream()
        .filter(mount -> isReachable(table, mount))
        .findFirst()
        .map(MountAccess::attached);
  }

  private static boolean isReachable(MountTable table, Mount mount) {
    return table.covering(mount.place()).filter(mount::equals).isPresent();
  }

  private static MountAccess attached(Mount mount) {
    return new MountAccess(mount.type(), "", false, mount.place(), mount.root());
  }

  private static MountAccess detached(Mount mount) {
    boolean readOnly = ("," + mount.superOptions() + ",").contains(",ro,");
    return new MountAccess(mount.type(), mount.source(), readOnly, PathBytes.ROOT, PathBytes.ROOT);
  }

  boolean isDetached() {
    return !device.isEmpty();
  }

  /** A descriptor of the mounted directory, or {@code -errno}. While it is open, umount fails. */
  int open(Kernel kernel) {
    // Not O_PATH: older kernels refuse such a descriptor in open_by_handle_at(2).
    int flags = Flags.O_RDONLY | Flags.O_DIRECTORY | Flags.O_NONBLOCK;
    if (!isDetached()) {
      return kernel.openat(Kernel.AT_FDCWD, place.bytes(), flags);
    }
    int mount = kernel.detachedMount(type, device.getBytes(StandardCharsets.ISO_8859_1), options());
    if (mount < 0) {
      return mount;
    }
    int directory = kernel.openat(mount, HERE, flags);
    kernel.close(mount);
    return directory;
  }

  private String[] options() {
    List<String> options = new ArrayList<>();
    if (type.equals("btrfs")) {
      options.add("subvolid=5");
    }
    if (readOnly) {
      options.add("ro");
    }
    return options.toArray(String[]::new);
  }

  /**
   * The filesystem's own name for a path that the kernel showed for an object reached through this
   * mount; empty if the path is not below it.
   */
  Optional<PathBytes> innerPath(PathBytes shown) {
    return shown.isUnder(place) ? Optional.of(shown.rebase(place, inner)) : Optional.empty();
  }

  /** What statfs(2) says of an open directory. */
  static FilesystemStamp stamp(Kernel kernel, int directory) {
    long[] typeAndId = new long[2];
    byte[] path = ("/proc/self/fd/" + directory).getBytes(StandardCharsets.US_ASCII);
    int result = kernel.statfs(path, typeAndId);
    return result < 0
        ? new FilesystemStamp(0, 0, -result)
        : new FilesystemStamp(typeAndId[0], typeAndId[1], 0);
  }

  /**
   * Tells one filesystem from another at the same place.
   *
   * @param error the error number of statfs(2); such a stamp equals no good one
   */
  record FilesystemStamp(long magic, long id, int error) {}
}
