package org.tidemark.journal.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.MountTable.Mount;

/**
 * Whether a memory limit applies to a process, and how much it allows: unread events are charged to
 * its cgroup (fanotify(7)), so that an unlimited queue there ends in an OOM kill instead of an
 * overflow.
 */
final class CgroupMemory {
  /** cgroup v1 writes "no limit" as the greatest number of whole pages. */
  private static final long V1_UNLIMITED = 1L << 60;

  /** A limit whose size cannot be found out. */
  private static final long UNKNOWN = 0;

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
   * @param membership the text of /proc/PID/cgroup: {@code id:controllers:path}, v2 with id 0 and
   *     no controllers (cgroups(7))
   */
  static boolean isLimited(String membership, MountTable mounts) {
    return limits(membership, mounts).findAny().isPresent();
  }

  /** The smallest limit in bytes; empty if there is none, or the size of one is not known. */
  static OptionalLong smallest(String membership, MountTable mounts) {
    OptionalLong smallest = limits(membership, mounts).min();
    return smallest.isPresent() && smallest.getAsLong() == UNKNOWN
        ? OptionalLong.empty()
        : smallest;
  }

  private static LongStream limits(String membership, MountTable mounts) {
    return membership.lines().flatMapToLong(line -> limits(line.split(":", 3), mounts));
  }

  private static LongStream limits(String[] line, MountTable mounts) {
    boolean unified = line[0].equals("0") && line[1].isEmpty();
    boolean memory = ("," + line[1] + ",").contains(",memory,");
    if (!unified && !memory) {
      return LongStream.empty();
    }
    for (Mount mount : mounts.mounts()) {
      if (mount.type().equals(unified ? "cgroup2" : "cgroup")
          && (unified || ("," + mount.superOptions() + ",").contains(",memory,"))) {
        return limitsFrom(mount, line[2], unified ? "memory.max" : "memory.limit_in_bytes");
      }
    }
    // A hierarchy that is not mounted here may still hold a limit.
    return memory || !line[2].equals("/") ? LongStream.of(UNKNOWN) : LongStream.empty();
  }

  /** Of a cgroup and all around it. */
  private static LongStream limitsFrom(Mount mount, String cgroup, String file) {
    Path top = Path.of(mount.place().latin1());
    String mounted = mount.root().latin1();
    String inside =
        !mounted.equals("/") && cgroup.startsWith(mounted)
            ? cgroup.substring(mounted.length())
            : cgroup;
    Path lowest = top.resolve(inside.replaceFirst("^/+", "")).normalize();
    return Stream.iterate(lowest, at -> at != null && at.startsWith(top), Path::getParent)
        .flatMapToLong(at -> limitIn(at.resolve(file)));
  }

  private static LongStream limitIn(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      long limit = text.equals("max") ? V1_UNLIMITED : Long.parseLong(text);
      return limit < V1_UNLIMITED ? LongStream.of(limit) : LongStream.empty();
    } catch (NoSuchFileException e) {
      return LongStream.empty();
    } catch (IOException | NumberFormatException e) {
      return LongStream.of(UNKNOWN);
    }
  }
}
