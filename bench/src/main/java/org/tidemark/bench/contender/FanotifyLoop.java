package org.tidemark.bench.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.tidemark.bench.Bench;
import org.tidemark.bench.machine.Programs;

/** The C program that reads all events of a filesystem and keeps nothing. */
public final class FanotifyLoop implements Watcher {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final double secondsToReady;

  private FanotifyLoop(Process process, double secondsToReady) {
    this.process = process;
    this.secondsToReady = secondsToReady;
  }

  /**
   * @param napMillis between waking up and reading; 0 reads at once
   */
  public static FanotifyLoop start(Bench bench, Path tree, int napMillis) throws IOException {
    long start = System.nanoTime();
    Process process =
        bench.programs().startReadingOutput(bench.compiled("fanotify_loop", tree, napMillis));
    BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII);
    if (!"ready".equals(reader.readLine())) {
      process.destroyForcibly();
      throw new IOException("fanotify_loop could not start");
    }
    return new FanotifyLoop(process, (System.nanoTime() - start) / 1e9);
  }

  @Override
  public double secondsToReady() {
    return secondsToReady;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    try {
      Programs.stop(process, PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
