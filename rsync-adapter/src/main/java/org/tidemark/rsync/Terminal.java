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
  private long done;

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
    done = 0;
    show();
  }

  @Override
  public synchronized void nameDone(String item) {
    done++;
    if (System.nanoTime() - shownAt > EACH_NANOS) {
      show();
    }
  }

  @GuardedBy("this")
  private void show() {
    if (moving) {
      shownAt = System.nanoTime();
      String of = names > 0 ? " of " + names + " listed" : "";
      System.err.printf("\r%s: %d%s ", pass.name().toLowerCase(Locale.ROOT), done, of);
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
