package org.tidemark.bench.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tidemark.bench.Bench;
import org.tidemark.bench.machine.DeadlineException;
import org.tidemark.bench.machine.Programs;

/**
 * {@code inotifywait -r -m}, its events thrown away unless they are asked for. Ready when it says
 * so on standard error, which a thread of its own reads to the end.
 */
public final class InotifyWait implements Watcher {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String EVENTS = "create,delete,modify,close_write,attrib,move";

  private final Process process;
  private final CountDownLatch ready = new CountDownLatch(1);
  private double secondsToReady;

  private InotifyWait(Process process) {
    this.process = process;
  }

  /** Starts it and returns when it has all its watches. */
  public static InotifyWait start(Bench bench, Path tree, Duration deadline)
      throws IOException, InterruptedException {
    return start(bench, tree, Redirect.DISCARD, deadline);
  }

  /** The same, but the paths that it reports are written to a file, one a line. */
  public static InotifyWait startReporting(Bench bench, Path tree, Path out, Duration deadline)
      throws IOException, InterruptedException {
    return start(bench, tree, Redirect.to(out.toFile()), deadline);
  }

  private static InotifyWait start(Bench bench, Path tree, Redirect out, Duration deadline)
      throws IOException, InterruptedException {
    List<String> command =
        List.of("inotifywait", "-r", "-m", "-e", EVENTS, "--format", "%w%f", tree.toString());
    long start = System.nanoTime();
    InotifyWait watcher = new InotifyWait(bench.programs().startReadingErrors(command, out));
    Thread reader = new Thread(watcher::readErrors, "inotifywait");
    reader.setDaemon(true);
    reader.start();
    if (!watcher.ready.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      watcher.close();
      throw new DeadlineException("inotifywait", deadline);
    }
    watcher.secondsToReady = (System.nanoTime() - start) / 1e9;
    return watcher;
  }

  private void readErrors() {
    try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("Watches established")) {
          ready.countDown();
        }
      }
    } catch (IOException e) {
      // It was ended, which is how it always ends.
      ready.getCount();
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
