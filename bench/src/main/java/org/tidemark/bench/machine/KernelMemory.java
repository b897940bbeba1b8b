package org.tidemark.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel holds in its slabs, in bytes. For memory that a program pins: the difference of
 * two states after dentries and inodes were dropped.
 *
 * @param inodes objects of ext4's inode cache
 * @param marks inotify's marks, and whatever shares their slab
 * @param dentries objects of the dentry cache
 * @param pages all slab pages; these are shared with objects of others and given back late, so that
 *     their difference tells less than that of the objects
 */
public record KernelMemory(long inodes, long marks, long dentries, long pages) {
  private static final Path SLABS = Path.of("/sys/kernel/slab");
  private static final int TRIES = 30;
  private static final int RCU_MILLIS = 300;
  private static final long SETTLED_BYTES = 500_000;

  public static KernelMemory afterDropping() throws IOException, InterruptedException {
    // Reading a directory changes its access time, and an inode that is not written yet stays.
    new ProcessBuilder("sync").start().waitFor();
    KernelMemory before = drop();
    KernelMemory now = drop();
    // Inodes are freed some time after they were dropped (RCU), and let go of others only then.
    for (int tried = 0;
        tried < TRIES && now.objects() < before.objects() - SETTLED_BYTES;
        tried++) {
      before = now;
      now = drop();
    }
    return now;
  }

  private static KernelMemory drop() throws IOException, InterruptedException {
    Sysctl.dropCaches(2);
    Thread.sleep(RCU_MILLIS);
    return new KernelMemory(
        bytesIn(SLABS.resolve("ext4_inode_cache")),
        bytesIn(SLABS.resolve("inotify_inode_mark")),
        bytesIn(SLABS.resolve("dentry")),
        KernelTable.read(Path.of("/proc/meminfo")).kilobytes("Slab") * 1024);
  }

  /** Objects in use times their size; unlike slabinfo, this has slabs that were merged, too. */
  static long bytesIn(Path slab) throws IOException {
    return number(slab.resolve("objects")) * number(slab.resolve("object_size"));
  }

  private static long number(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    return Long.parseLong(text.trim().split(" ")[0]);
  }

  /** Inodes, marks and dentries together. */
  public long objects() {
    return inodes + marks + dentries;
  }

  public KernelMemory minus(KernelMemory other) {
    return new KernelMemory(
        inodes - other.inodes, marks - other.marks, dentries - other.dentries, pages - other.pages);
  }
}
