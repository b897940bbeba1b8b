package org.tidemark.journal.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;

/** What /proc/self/mountinfo says (proc(5)), in its order: later mounts cover earlier ones. */
public record MountTable(List<Mount> mounts) {
  private static final Set<String> MADE_UP =
      Set.of(
          "proc",
          "sysfs",
          "cgroup",
          "cgroup2",
          "devpts",
          "devtmpfs",
          "securityfs",
          "debugfs",
          "tracefs",
          "pstore",
          "bpf",
          "configfs",
          "fusectl",
          "mqueue",
          "hugetlbfs",
          "binfmt_misc",
          "nsfs",
          "autofs",
          "rpc_pipefs",
          "efivarfs",
          "selinuxfs",
          "nfsd",
          "sockfs",
          "pipefs",
          "cpuset",
          "resctrl",
          "smackfs",
          "functionfs",
          "dlmfs",
          "ocfs2_dlmfs",
          "rootfs");

  /**
   * One mount.
   *
   * @param device {@code major:minor} of the superblock
   * @param root which directory of the filesystem is mounted
   * @param place where it is mounted
   * @param options of the mount, comma-separated
   * @param source as given to mount (a device, {@code host:/path}), one character per byte
   * @param superOptions of the superblock, comma-separated
   */
  public record Mount(
      int id,
      int parentId,
      String device,
      PathBytes root,
      PathBytes place,
      String options,
      String type,
      String source,
      String superOptions) {}

  public MountTable {
    mounts = List.copyOf(mounts);
  }

  /**
   * Whether the kernel makes such a filesystem up, so that there is nothing to back up.
   *
   * @param type as in mountinfo
   */
  public static boolean isMadeUp(String type) {
    return MADE_UP.contains(type);
  }

  public static MountTable read() throws IOException {
    return parse(Files.readAllBytes(Path.of("/proc/self/mountinfo")));
  }

  /**
   * @throws IOException for a line that has not the form of proc(5)
   */
  public static MountTable parse(byte[] text) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\n")) {
      if (!line.isEmpty()) {
        mounts.add(parseLine(line));
      }
    }
    return new MountTable(mounts);
  }

  private static Mount parseLine(String line) throws IOException {
    try {
      int separator = line.indexOf(" - ");
      String[] left = line.substring(0, separator).split(" ");
      String[] right = line.substring(separator + 3).split(" ", -1);
      return new Mount(
          Integer.parseInt(left[0]),
          Integer.parseInt(left[1]),
          left[2],
          PathBytes.of(mountedRoot(unescape(left[3]))),
          PathBytes.of(unescape(left[4])),
          left[5],
          right[0],
          new String(unescape(right[1]), StandardCharsets.ISO_8859_1),
          right.length > 2 ? right[2] : "");
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("/proc/self/mountinfo has a line of another form: " + line, e);
    }
  }

  /** Pseudo filesystems such as nsfs have roots like {@code net:[4026531840]}. */
  private static byte[] mountedRoot(byte[] root) {
    return root.length > 0 && root[0] == '/' ? root : new byte[] {'/'};
  }

  /** Undoes {@code \040} and the like. */
  private static byte[] unescape(String field) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(field.length());
    for (int at = 0; at < field.length(); at++) {
      char c = field.charAt(at);
      if (c == '\\' && at + 3 < field.length()) {
        out.write(Integer.parseInt(field.substring(at + 1, at + 4), 8));
        at += 3;
      } else {
        out.write(c);
      }
    }
    return out.toByteArray();
  }

  /**
   * The mount that a path without symbolic links leads through, found as a path walk finds it: a
   * mount hidden by one on a directory above it does not count. Empty only for a broken table.
   */
  public Optional<Mount> covering(PathBytes path) {
    Mount current = null;
    Mount next = topMount();
    while (next != null) {
      current = next;
      next = childOnTheWay(current, path);
    }
    return Optional.ofNullable(current);
  }

  private Mount topMount() {
    for (Mount mount : mounts) {
      if (mount.place().isRoot()
          && (mount.parentId() == mount.id() || byId(mount.parentId()).isEmpty())) {
        return mount;
      }
    }
    return null;
  }

  private Mount childOnTheWay(Mount parent, PathBytes path) {
    Mount nearest = null;
    for (Mount mount : mounts) {
      boolean child = mount.parentId() == parent.id() && mount.id() != parent.id();
      if (child
          && path.isUnder(mount.place())
          && (nearest == null || mount.place().length() < nearest.place().length())) {
        nearest = mount;
      }
    }
    return nearest;
  }

  /** Mounts strictly below a path that can be reached (not themselves mounted over). */
  public List<Mount> below(PathBytes path) {
    List<Mount> found = new ArrayList<>();
    for (Mount mount : mounts) {
      if (mount.place().isUnder(path)
          && !mount.place().equals(path)
          && covering(mount.place()).filter(mount::equals).isPresent()) {
        found.add(mount);
      }
    }
    return found;
  }

  /** The mount with that id. */
  public Optional<Mount> byId(int id) {
    return mounts.stream().filter(mount -> mount.id() == id).findFirst();
  }
}
