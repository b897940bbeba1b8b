package org.tidemark.rsync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.tidemark.journal.model.TidemarkException;

/**
 * Keeps what rsync said in one run, and passes it on. Written to by the threads that read rsync's
 * output and by that of the run; a log that cannot be written ends no backup.
 */
final class RunLog implements Watcher, AutoCloseable {
  /** How many runs of a consumer are kept. */
  static final int KEPT = 30;

  /** Bytes after which names are no longer written; messages always are. */
  private static final long ENOUGH = 64L << 20;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** How often is written how far a pass is, while it transfers. */
  private static final long EACH_NANOS = 60_000_000_000L;

  private final Watcher next;
  private final Path file;
  private final LongSupplier nanos;

  @GuardedBy("this")
  private final OutputStream out;

  @GuardedBy("this")
  private long written;

  @GuardedBy("this")
  private boolean broken;

  @GuardedBy("this")
  private final Throughput throughput;

  @GuardedBy("this")
  private long toldAt;

  @GuardedBy("this")
  private Pass pass = Pass.COPY;

  private RunLog(Watcher next, Path file, OutputStream out, LongSupplier nanos) {
    this.nanos = nanos;
    this.throughput = new Throughput(nanos);
    this.next = next;
    this.file = file;
    this.out = out;
  }

  /**
   * Begins the log of a run and removes those that are too old.
   *
   * @param folder of this consumer's logs
   */
  static RunLog begin(Path folder, Watcher next) throws TidemarkException {
    return begin(folder, next, System::nanoTime);
  }

  /**
   * The same with a clock of the caller's.
   *
   * @param nanos such as {@link System#nanoTime}
   */
  static RunLog begin(Path folder, Watcher next, LongSupplier nanos) throws TidemarkException {
    try {
      removeOldest(folder);
      Path file = folder.resolve(NAME.format(Instant.now()) + ".log");
      OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      return new RunLog(next, file, new BufferedOutputStream(out, 1 << 16), nanos);
    } catch (IOException e) {
      throw StateFolder.unusable("write a log in", folder, e);
    }
  }

  private static void removeOldest(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> newestLast = all.sorted().toList();
      int tooMany = Math.max(0, newestLast.size() - KEPT + 1);
      for (Path old : newestLast.subList(0, tooMany)) {
        Files.delete(old);
      }
    }
  }

  Path file() {
    return file;
  }

  /** Writes a line that only the log is to have. */
  synchronized void line(String text) {
    if (broken) {
      return;
    }
    try {
      byte[] bytes = (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
      out.write(bytes);
      written += bytes.length;
    } catch (IOException e) {
      broken = true;
      next.message("cannot write " + file + ": " + e.getMessage());
    }
  }

  @Override
  public void passBegins(Pass begun, long names) {
    line("# " + now() + " pass " + begun);
    synchronized (this) {
      pass = begun;
      throughput.begin();
      toldAt = nanos.getAsLong();
    }
    next.passBegins(begun, names);
  }

  private static String now() {
    return DateTimeFormatter.ISO_INSTANT.format(Instant.now());
  }

  @Override
  public void bytesDone(long total) {
    noteProgress(total);
    next.bytesDone(total);
  }

  private synchronized void noteProgress(long total) {
    throughput.bytesDone(total);
    if (nanos.getAsLong() - toldAt >= EACH_NANOS) {
      toldAt = nanos.getAsLong();
      String far = throughput.names() + " names, " + throughput.text();
      line("# " + now() + " pass " + pass + ": " + far);
    }
  }

  @Override
  public void nameDone(String item) {
    if (isRoom()) {
      line(item);
    }
    countName();
    next.nameDone(item);
  }

  private synchronized void countName() {
    throughput.nameDone();
  }

  private synchronized boolean isRoom() {
    if (written < ENOUGH) {
      return true;
    }
    if (written < Long.MAX_VALUE / 2) {
      line("# the names after this one are not written");
      written = Long.MAX_VALUE / 2;
    }
    return false;
  }

  @Override
  public void message(String line) {
    line("! " + line);
    next.message(line);
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      next.message("cannot write " + file + ": " + e.getMessage());
    }
  }
}
