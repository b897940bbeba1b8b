package org.tidemark.bench.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine of a run, by what decides about speed and by nothing that tells whose it is.
 *
 * @param memoryMegabytes of 1,000,000 bytes
 * @param kernel the version number alone
 */
public record Machine(int cores, long memoryMegabytes, String kernel, String filesystem) {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)*");

  public static Machine read(String filesystem) throws IOException {
    long bytes = KernelTable.read(Path.of("/proc/meminfo")).kilobytes("MemTotal") * 1024;
    Matcher kernel = NUMBER.matcher(System.getProperty("os.version", ""));
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        bytes / 1_000_000,
        kernel.find() ? kernel.group() : "unknown",
        filesystem);
  }
}
