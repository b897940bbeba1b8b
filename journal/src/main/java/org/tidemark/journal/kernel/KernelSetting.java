package org.tidemark.journal.kernel;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A number below {@code /proc/sys}. The kernel gives such a number to the first read only, so that
 * it must be read at once: {@code Files.readString}, which asks for one byte first, gets one digit.
 */
public final class KernelSetting {
  private static final int LONGEST = 64;

  private KernelSetting() {}

  /**
   * Any thread.
   *
   * @param name such as {@code vm/dirty_expire_centisecs}
   * @param usual where the kernel does not tell
   */
  public static long number(String name, long usual) {
    byte[] buffer = new byte[LONGEST];
    try (InputStream file = new FileInputStream("/proc/sys/" + name)) {
      int length = file.read(buffer);
      return Long.parseLong(
          new String(buffer, 0, Math.max(length, 0), StandardCharsets.US_ASCII).strip());
    } catch (IOException | NumberFormatException e) {
      return usual;
    }
  }
}
