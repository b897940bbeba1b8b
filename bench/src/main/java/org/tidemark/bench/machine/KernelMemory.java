package org.tidemark.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the kernel's slabs hold, in bytes. For memory that a program pins: the difference of two
 * states after dentries and inodes were dropped.
 *
 * @param all slabs together
 * @param inodes of ext4
 * @param marks of inotify
 */
public record KernelMemory(long all, long inodes, long marks, long dentries) {
  private static final Path SLABS = Path.of("/proc/slabinfo");

  public static KernelMemory afterDropping() throws IOException, InterruptedException {
    // Reading a directory changes its access time, and an inode that is not written yet stays.
    new ProcessBuilder("sync").start().waitFor();
    // A dropped inode lets go of its parent's dentry only then, so one pass leaves some behind.
    Sysctl.dropCaches(2);
    Sysctl.dropCaches(2);
    long all = KernelTable.read(Path.of("/proc/meminfo")).kilobytes("Slab") * 1024;
    String slabs = Files.readString(SLABS, StandardCharsets.US_ASCII);
    return new KernelMemory(
        all,
        bytesOf(slabs, "ext4_inode_cache"),
        bytesOf(slabs, "inotify_inode_mark"),
        bytesOf(slabs, "dentry"));
  }

  /** Columns: name, active objects, objects, bytes per object; see slabinfo(5). */
  static long bytesOf(String slabs, String name) {
    try (Stream<String> lines = slabs.lines()) {
      return lines
          .map(line -> line.split("\\s+"))
          .filter(words -> words.length > 3 && words[0].equals(name))
          .mapToLong(words -> Long.parseLong(words[1]) * Long.parseLong(words[3]))
          .sum();
    }
  }

  public KernelMemory minus(KernelMemory other) {
    return new KernelMemory(
        all - other.all, inodes - other.inodes, marks - other.marks, dentries - other.dentries);
  }
}
