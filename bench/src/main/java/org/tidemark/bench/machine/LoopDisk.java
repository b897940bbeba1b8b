package org.tidemark.bench.machine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An ext4 of its own on a sparse file, mounted until the run ends. */
public final class LoopDisk {
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final int TRIES = 20;

  private final Programs programs;
  private final Path image;
  private final Path place;

  private LoopDisk(Programs programs, Path image, Path place) {
    this.programs = programs;
    this.image = image;
    this.place = place;
  }

  /**
   * @param inodes how many files and directories fit
   */
  public static LoopDisk make(Workshop workshop, Programs programs, long inodes)
      throws IOException, InterruptedException {
    LoopDisk disk =
        new LoopDisk(programs, workshop.fresh("disk.img"), workshop.freshFolder("disk"));
    workshop.atEnd(disk::remove);
    disk.mount(inodes + 10_000);
    return disk;
  }

  private void mount(long inodes) throws IOException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      // ext4 has at most one inode for each block of 4 KiB; the file stays sparse anyway.
      file.setLength((1L << 30) + inodes * 8192);
    }
    programs.check(
        List.of(
            "mkfs.ext4",
            "-q",
            "-F",
            // Tables that a kernel thread writes later would disturb what is measured.
            "-E",
            "lazy_itable_init=0,lazy_journal_init=0",
            "-N",
            String.valueOf(inodes),
            image.toString()),
        DEADLINE);
    programs.check(
        List.of("mount", "-o", "loop,noinit_itable", image.toString(), place.toString()), DEADLINE);
  }

  public Path place() {
    return place;
  }

  /** Unmounts and deletes it; what still uses it is given some seconds to end. */
  private void remove() throws IOException, InterruptedException {
    if (!Files.exists(image)) {
      return;
    }
    for (int tried = 0; tried < TRIES && isMounted(); tried++) {
      unmount(tried < TRIES - 1 ? List.of() : List.of("-l"));
      if (isMounted()) {
        Thread.sleep(500);
      }
    }
    Files.deleteIfExists(image);
    Files.deleteIfExists(place);
  }

  /** Not through {@link Programs}: this must work after everything else was ended. */
  private void unmount(List<String> options) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("umount");
    builder.command().addAll(options);
    builder.command().add(place.toString());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.start().waitFor();
  }

  private boolean isMounted() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + place + " ");
  }
}
