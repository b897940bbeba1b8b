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

  private final Watcher next;
  private final Path file;

  @GuardedBy("this")
  private final OutputStream out;

  @GuardedBy("this")
  private long written;

  @GuardedBy("this")
  private boolean broken;

  private RunLog(Watcher next, Path file, OutputStream out) {
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
    try {
      removeOldest(folder);
      Path file = folder.resolve(NAME.format(Instant.now()) + ".log");
      OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      return new RunLog(next, file, new BufferedOutputStream(out, 1 << 16));
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
  public void passBegins(Pass pass, long names) {
    line("# " + DateTimeFormatter.ISO_INSTANT.format(Instant.now()) + " pass " + pass);
    next.passBegins(pass, names);
  }

  @Override
  public void nameDone(String item) {
    if (isRoom()) {
      line(item);
    }
    next.nameDone(item);
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
