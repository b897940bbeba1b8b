package org.tidemark.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
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

  /** Lets the kernel begin anew with the largest resident size; see proc(5), clear_refs. */
  public static void forgetPeak(long pid) throws IOException {
    Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
  }

  /** The largest resident size since then, in bytes. */
  public static long peakOf(long pid) throws IOException {
    return KernelTable.read(Path.of("/proc/" + pid + "/status")).kilobytes("VmHWM") * 1024;
  }
}
