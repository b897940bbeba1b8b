package org.tidemark.bench.contender;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.bench.Bench;
import org.tidemark.bench.machine.Programs;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.TidemarkException;

/**
 * A daemon of ours, started through the launcher as an administrator would. Not thread-safe.
 *
 * <p>Ready means that it answers on its control socket and has no gap left, so that every change
 * from then on is recorded.
 */
public final class TidemarkDaemon implements Watcher {
  /** The event sources that can be asked for. */
  public enum Source {
    FANOTIFY,
    INOTIFY;

    String option() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How the JVM logs the end of its own start with {@code timemillis} decoration. */
  private static final Pattern VIRTUAL_MACHINE_UP = Pattern.compile("\\[(\\d+)ms\\] Create VM,");

  private static final Pattern RECORDING = Pattern.compile("is recording after (\\d+) ms");

  private static final Pattern RECONCILED = Pattern.compile("is reconciled in (\\d+) ms");

  private static final Pattern MAPPED_FILES =
      Pattern.compile("mapped files of (\\d+) processes (\\d+) ms");

  private final Process process;
  private final Path state;
  private final Path log;
  private final Path startLog;
  private double secondsToReady;

  private TidemarkDaemon(Process process, Path state, Path log, Path startLog) {
    this.process = process;
    this.state = state;
    this.log = log;
    this.startLog = startLog;
  }

  /** Starts one with an empty state and returns when it is ready. */
  public static TidemarkDaemon start(Bench bench, Source source, Path tree, Duration deadline)
      throws IOException, InterruptedException {
    return start(bench, source, tree, bench.workshop().fresh("state"), Until.READY, deadline);
  }

  /** Starts one on the state of another that was stopped; returns when it answers. */
  public static TidemarkDaemon startAgain(Bench bench, Source source, Path tree, Path state)
      throws IOException, InterruptedException {
    return start(bench, source, tree, state, Until.ANSWERING, PATIENCE);
  }

  /** What a start waits for. */
  private enum Until {
    ANSWERING,
    READY
  }

  private static TidemarkDaemon start(
      Bench bench, Source source, Path tree, Path state, Until until, Duration deadline)
      throws IOException, InterruptedException {
    Path startLog = bench.workshop().fresh("start.log");
    Path log = bench.workshop().fresh("daemon.log");
    long start = System.nanoTime();
    Process process =
        bench
            .programs()
            .start(
                bench
                    .launcher()
                    .on(state, "daemon", "--watch", tree.toString(), "--source", source.option()),
                Map.of("TIDEMARK_JAVA_OPTS", "-Xlog:startuptime:file=" + startLog + ":timemillis"),
                log.toFile(),
                log.toFile());
    TidemarkDaemon daemon = new TidemarkDaemon(process, state, log, startLog);
    try {
      Waiting.until(() -> daemon.isThere(until), process, "tidemark daemon", deadline);
    } catch (IOException e) {
      daemon.close();
      throw e;
    }
    daemon.secondsToReady = (System.nanoTime() - start) / 1e9;
    return daemon;
  }

  private boolean isThere(Until until) throws IOException {
    if (!Files.exists(state.resolve("control.sock"))) {
      return false;
    }
    try {
      JsonArray gaps = SocketJournalClient.connect(state).status().getAsJsonArray("gaps");
      return until == Until.ANSWERING || gaps.isEmpty();
    } catch (TidemarkException e) {
      // The socket is there before somebody listens; the caller's deadline ends the waiting.
      return false;
    }
  }

  @Override
  public double secondsToReady() {
    return secondsToReady;
  }

  /**
   * From the end of the JVM's own start until events were being recorded, to the millisecond.
   *
   * @throws IOException if the JVM did not log its start
   */
  public double secondsFromJvmToRecording() throws IOException {
    Matcher matcher = VIRTUAL_MACHINE_UP.matcher(Files.readString(startLog));
    if (!matcher.find()) {
      throw new IOException("the JVM did not log when it was up");
    }
    return (status().get("startedMillis").getAsLong() - Long.parseLong(matcher.group(1))) / 1e3;
  }

  /**
   * From the moment when the daemon had read its command line until it recorded, by its own log.
   *
   * @throws IOException if it does not log that for a minute
   */
  public double secondsFromCommandToRecording() throws IOException, InterruptedException {
    // It answers a moment before it writes that line.
    Waiting.until(() -> logged().find(), process, "tidemark daemon", PATIENCE);
    Matcher matcher = logged();
    return matcher.find() ? Long.parseLong(matcher.group(1)) / 1e3 : Double.NaN;
  }

  private Matcher logged() throws IOException {
    return RECORDING.matcher(Files.readString(log));
  }

  /** Seconds per 1,000 processes that each window took to look for written mappings, by its log. */
  public List<Double> secondsPerThousandProcesses() throws IOException {
    return MAPPED_FILES
        .matcher(Files.readString(log))
        .results()
        .map(found -> Double.parseDouble(found.group(2)) / Double.parseDouble(found.group(1)))
        .toList();
  }

  /** Waits until no gap is walked any more, and none waits for it. */
  public void awaitReconciled(Duration deadline) throws IOException, InterruptedException {
    Waiting.until(() -> reconcileState().equals("idle"), process, "tidemark daemon", deadline);
  }

  /** As {@code tidemark status} shows it: {@code walking}, {@code idle} and so on. */
  public String reconcileState() throws IOException {
    return status().getAsJsonObject("reconcile").get("state").getAsString();
  }

  /**
   * How long the last walk took, by the daemon's log, its writing into the journal included.
   *
   * @throws IOException if there was none
   */
  public double secondsOfReconcile() throws IOException {
    double seconds = Double.NaN;
    for (var found : RECONCILED.matcher(Files.readString(log)).results().toList()) {
      seconds = Long.parseLong(found.group(1)) / 1e3;
    }
    if (Double.isNaN(seconds)) {
      throw new IOException("the daemon's log tells of no reconcile");
    }
    return seconds;
  }

  /** Ends it and leaves its state as it is. */
  public void stop() throws InterruptedException {
    Programs.stop(process, PATIENCE);
  }

  public JsonObject status() throws IOException {
    try {
      return client().status();
    } catch (TidemarkException e) {
      throw failure(e);
    }
  }

  public JsonArray gaps() throws IOException {
    return status().getAsJsonArray("gaps");
  }

  public SocketJournalClient client() throws IOException {
    try {
      return SocketJournalClient.connect(state);
    } catch (TidemarkException e) {
      throw failure(e);
    }
  }

  /** What a suite can handle like any other failure of a contender. */
  public static IOException failure(TidemarkException cause) {
    return new IOException(cause.forOperator(), cause);
  }

  public Path state() {
    return state;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    try {
      Programs.stop(process, PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Folders.delete(state);
  }
}
