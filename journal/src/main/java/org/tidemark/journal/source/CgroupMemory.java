package org.tidemark.journal.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.MountTable.Mount;

/**
 * Whether a memory limit applies to this process: unread events are charged to its cgroup
 * (fanotify(7)), so that an unlimited queue there ends in an OOM kill instead of an overflow.
 */
final class CgroupMemory {
  /** cgroup v1 writes "no limit" as the greatest number of whole pages. */
  private static final long V1_UNLIMITED = 1L << 60;

  private CgroupMemory() {}

  /** True also if it cannot be found out. */
  static boolean isLimited() {
    try {
      return isLimited(Files.readString(Path.of("/proc/self/cgroup")), MountTable.read());
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * @param membership the text of /proc/self/cgroup: {@code id:controllers:path}, v2 with id 0 and
   *     no controllers (cgroups(7))
   */
  static boolean isLimited(String membership, MountTable mounts) {
    return membership.lines().anyMatch(line -> lineIsLimited(line.split(":", 3), mounts));
  }

  private static boolean lineIsLimited(String[] line, MountTable mounts) {
    boolean unified = line[0].equals("0") && line[1].isEmpty();
    boolean memory = ("," + line[1] + ",").contains(",memory,");
    if (!unified && !memory) {
      return false;
    }
    for (Mount mount : mounts.mounts()) {
      if (mount.type().equals(unified ? "cgroup2" : "cgroup")
          && (unified || ("," + mount.superOptions() + ",").contains(",memory,"))) {
        return limitedBelow(mount, line[2], unified ? "memory.max" : "memory.limit_in_bytes");
      }
    }
    // A hierarchy that is not mounted here may still hold a limit.
    return memory || !line[2].equals("/");
  }

  private static boolean limitedBelow(Mount mount, String cgroup, String file) {
    Path top = Path.of(mount.place().latin1());
    String mounted = mount.root().latin1();
    String inside =
        !mounted.equals("/") && cgroup.startsWith(mounted)
            ? cgroup.substring(mounted.length())
            : cgroup;
    Path at = top.resolve(inside.replaceFirst("^/+", "")).normalize();
    while (at.startsWith(top)) {
      if (fileHoldsLimit(at.resolve(file))) {
        return true;
      }
      at = at.getParent();
    }
    return false;
  }

  private static boolean fileHoldsLimit(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return !text.equals("max") && Long.parseLong(text) < V1_UNLIMITED;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | NumberFormatException e) {
      return true;
    }
  }
}
