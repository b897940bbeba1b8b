package org.tidemark.netbackup.doubles;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Threads of the double: as many as are wanted, none of which keeps the JVM alive. */
final class Background {
  private Background() {}

  static <T> CompletableFuture<T> run(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Background::start);
  }

  private static void start(Runnable command) {
    Thread thread = new Thread(command, "netbackup-double");
    thread.setDaemon(true);
    thread.start();
  }
}
