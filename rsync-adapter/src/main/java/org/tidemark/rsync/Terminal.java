package org.tidemark.rsync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Shows on standard error how a backup goes on; the moving line only on a terminal. */
final class Terminal implements Watcher {
  private static final long EACH_NANOS = 100_000_000;

  private final boolean moving;

  // Names are counted by the thread that reads rsync's output, passes begun by another.
  @GuardedBy("this")
  private Pass pass = Pass.OBJECTS;

  @GuardedBy("this")
  private long names;

  @GuardedBy("this")
  private final Throughput throughput = new Throughput(System::nanoTime);

  @GuardedBy("this")
  private long shownAt;

  Terminal(boolean moving) {
    this.moving = moving;
  }

  /** True if standard error is one. */
  static boolean isPresent() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public synchronized void passBegins(Pass next, long count) {
    pass = next;
    names = count;
    throughput.begin();
    show();
  }

  @Override
  public synchronized void nameDone(String item) {
    throughput.nameDone();
    showNowAndThen();
  }

  @Override
  public synchronized void bytesDone(long total) {
    throughput.bytesDone(total);
    showNowAndThen();
  }

  @GuardedBy("this")
  private void showNowAndThen() {
    if (System.nanoTime() - shownAt > EACH_NANOS) {
      show();
    }
  }

  @GuardedBy("this")
  private void show() {
    if (moving) {
      shownAt = System.nanoTime();
      String of = names > 0 ? " of " + names + " listed" : "";
      String moved = throughput.text().isEmpty() ? "" : ", " + throughput.text();
      String what = pass.name().toLowerCase(Locale.ROOT);
      System.err.printf("\r\033[K%s: %d%s%s ", what, throughput.names(), of, moved);
      System.err.flush();
    }
  }

  /** Takes the moving line away. */
  synchronized void clear() {
    if (moving) {
      System.err.print("\r\033[K");
      System.err.flush();
    }
  }

  @Override
  public synchronized void message(String line) {
    clear();
    // The bytes as rsync wrote them: it has escaped what a terminal must not see.
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    System.err.write(bytes, 0, bytes.length);
    System.err.flush();
  }
}
