package org.tidemark.journal.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says of the calling thread.
 *
 * @param nice from -20 to 19, the last to run
 * @param diskClass 0 none, 1 real time, 2 best effort, 3 idle (ioprio_get(2))
 * @param diskLevel from 0 to 7, the last to be served
 */
public record ThreadPriority(int nice, int diskClass, int diskLevel) {
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final long IOPRIO_GET = ARM ? 31 : 252;
  private static final long WHO_PROCESS = 1;
  private static final int CLASS_SHIFT = 13;

  /** The fields behind the name, of which nice is the 17th (proc(5): stat). */
  private static final int NICE = 16;

  /** Of the thread that asks. */
  public static ThreadPriority ofThisThread() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      int nice = Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE]);
      int disk = (int) TestLibC.syscall(IOPRIO_GET, WHO_PROCESS, 0);
      ByteTree.check("ioprio_get", "", disk);
      return new ThreadPriority(nice, disk >> CLASS_SHIFT, disk & 7);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
