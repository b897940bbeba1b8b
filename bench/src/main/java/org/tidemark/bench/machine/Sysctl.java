package org.tidemark.bench.machine;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers below /proc/sys. */
public final class Sysctl {
  private static final Path FOLDER = Path.of("/proc/sys");

  private Sysctl() {}

  /** Read with one call: the kernel gives nothing to a second one at a later offset. */
  public static long read(String name) throws IOException {
    byte[] buffer = new byte[64];
    try (FileInputStream in = new FileInputStream(FOLDER.resolve(name).toFile())) {
      int length = Math.max(0, in.read(buffer));
      return Long.parseLong(new String(buffer, 0, length, StandardCharsets.US_ASCII).trim());
    }
  }

  /** Raises a limit for the length of the run; false if it was already as high. */
  public static boolean raise(String name, long least, Workshop workshop) throws IOException {
    long before = read(name);
    if (before >= least) {
      return false;
    }
    workshop.atEnd(() -> write(name, before));
    write(name, least);
    return true;
  }

  /** Lets the kernel drop what it can: 1 the contents of files, 2 dentries and inodes, 3 both. */
  public static void dropCaches(int which) throws IOException {
    write("vm/drop_caches", which);
  }

  private static void write(String name, long value) throws IOException {
    Files.writeString(FOLDER.resolve(name), String.valueOf(value));
  }
}
