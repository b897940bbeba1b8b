package org.tidemark.journal.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of this process as the bytes that execve(2) got, from /proc/self/cmdline: the JVM
 * decodes its own and mangles what is not valid in the locale's charset.
 */
public final class OwnArguments {
  private OwnArguments() {}

  /**
   * The program's own arguments, one character per byte.
   *
   * @param decoded what the JVM handed to main; only their number is used
   * @throws IOException if /proc cannot be read or does not fit
   */
  public static List<String> latin1(String[] decoded) throws IOException {
    byte[] commandLine = Files.readAllBytes(Path.of("/proc/self/cmdline"));
    return last(commandLine, decoded.length);
  }

  static List<String> last(byte[] commandLine, int count) throws IOException {
    List<String> all = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < commandLine.length; at++) {
      if (commandLine[at] == 0) {
        all.add(new String(commandLine, from, at - from, StandardCharsets.ISO_8859_1));
        from = at + 1;
      }
    }
    if (all.size() < count) {
      throw new IOException(
          "/proc/self/cmdline holds " + all.size() + " arguments, " + count + " expected");
    }
    return List.copyOf(all.subList(all.size() - count, all.size()));
  }
}
