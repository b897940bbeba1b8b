package org.tidemark.bench.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.tidemark.bench.Bench;
import org.tidemark.bench.machine.Programs;

/**
 * {@code fswatch -r}. It never says when it is ready, so a file is made and removed in the tree's
 * top every now and then: it reads events only after it has walked the whole tree, so the first
 * that it reports comes at that moment. A thread of its own reads what it reports.
 */
public final class Fswatch implements Watcher {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String PROBE = ".bench-probe";

  private final Process process;
  private final CountDownLatch reported = new CountDownLatch(1);
  private double secondsToReady;

  private Fswatch(Process process) {
    this.process = process;
  }

  /** Starts it and returns when it reports changes. */
  public static Fswatch start(Bench bench, Path tree, Duration deadline)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Fswatch watcher =
        new Fswatch(
            bench
                .programs()
                .startReadingOutput(
                    List.of("fswatch", "-r", "-m", "inotify_monitor", "-l", "0.1", "" + tree)));
    Thread reader = new Thread(watcher::readReports, "fswatch");
    reader.setDaemon(true);
    reader.start();
    try {
      Waiting.until(() -> watcher.seesProbe(tree), watcher.process, "fswatch", deadline);
    } catch (IOException e) {
      watcher.close();
      throw e;
    }
    watcher.secondsToReady = (System.nanoTime() - start) / 1e9;
    return watcher;
  }

  private boolean seesProbe(Path tree) throws IOException {
    Path probe = tree.resolve(PROBE);
    Files.write(probe, new byte[0]);
    Files.delete(probe);
    return reported.getCount() == 0;
  }

  private void readReports() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.ISO_8859_1)) {
      while (reader.readLine() != null) {
        reported.countDown();
      }
    } catch (IOException e) {
      // It was ended, which is how it always ends.
      reported.countDown();
    }
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
