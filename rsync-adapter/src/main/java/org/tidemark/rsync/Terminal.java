package org.tidemark.rsync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Shows on standard error how a backup goes on; the moving line only on a terminal. */
final class Terminal implements Watcher {
  private final MovingLine line;

  // Names are counted by the thread that reads rsync's output, passes begun by another.
  @GuardedBy("this")
  private Pass pass = Pass.OBJECTS;

  @GuardedBy("this")
  private long names;

  @GuardedBy("this")
  private final Throughput throughput = new Throughput(System::nanoTime);

  Terminal(boolean moving) {
    this.line = new MovingLine(moving);
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
    if (line.isDue()) {
      show();
    }
  }

  @GuardedBy("this")
  private void show() {
    String of = names > 0 ? " of " + names + " listed" : "";
    String moved = throughput.text().isEmpty() ? "" : ", " + throughput.text();
    line.show(pass.name().toLowerCase(Locale.ROOT) + ": " + throughput.names() + of + moved);
  }

  /** Takes the moving line away. */
  void clear() {
    line.clear();
  }

  @Override
  public void message(String text) {
    line.message(text);
  }
}
