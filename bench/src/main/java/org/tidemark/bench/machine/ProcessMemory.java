package org.tidemark.bench.machine;

import java.io.IOException;
import java.nio.file.Path;

/** What a process holds, in bytes, by {@code /proc/PID/smaps_rollup}. */
public record ProcessMemory(long resident, long proportional, long anonymous, long shared) {
  public static ProcessMemory of(long pid) throws IOException {
    KernelTable table = KernelTable.read(Path.of("/proc/" + pid + "/smaps_rollup"));
    return new ProcessMemory(
        table.kilobytes("Rss") * 1024,
        table.kilobytes("Pss") * 1024,
        table.kilobytes("Anonymous") * 1024,
        table.kilobytes("Pss_Shmem") * 1024);
  }
}
