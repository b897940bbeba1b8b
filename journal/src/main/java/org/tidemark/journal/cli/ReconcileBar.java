package org.tidemark.journal.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tidemark.journal.model.TidemarkException;

/** Waits until gaps are reconciled, with a moving line on a terminal and without one elsewhere. */
final class ReconcileBar {
  private static final int WIDTH = 30;
  private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final PrintStream err;
  private final boolean shown;

  ReconcileBar(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /** Asks a daemon for its status. */
  interface Asking {
    JsonObject status() throws TidemarkException, IOException;
  }

  /** The status when nothing is reconciled any more, or nothing ever is. */
  JsonObject follow(Asking daemon) throws TidemarkException, IOException {
    JsonObject status = daemon.status();
    while (isBusy(status) && !Thread.currentThread().isInterrupted()) {
      show(status.getAsJsonObject("reconcile"));
      LockSupport.parkNanos(EACH_NANOS);
      status = daemon.status();
    }
    takeAway();
    return status;
  }

  private static boolean isBusy(JsonObject status) {
    return status.get("reconcile") instanceof JsonObject reconcile
        && !text(reconcile, "state").equals("idle")
        && !text(reconcile, "state").equals("off");
  }

  private void show(JsonObject reconcile) {
    if (shown) {
      err.print("\r" + Console.printable(line(reconcile)) + "\033[K");
      err.flush();
    }
  }

  private void takeAway() {
    if (shown) {
      err.print("\r\033[K");
      err.flush();
    }
  }

  static String line(JsonObject reconcile) {
    String state = "reconcile: " + text(reconcile, "state");
    if (!reconcile.has("directories")) {
      return state;
    }
    String counts =
        String.format(
            Locale.ROOT,
            " %,d directories, %,d changes ",
            reconcile.get("directories").getAsLong(),
            reconcile.get("changes").getAsLong());
    return bar(reconcile) + state + counts + text(reconcile, "path");
  }

  private static String bar(JsonObject reconcile) {
    if (!reconcile.has("percent")) {
      return "";
    }
    int percent = reconcile.get("percent").getAsInt();
    int full = WIDTH * percent / 100;
    return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + percent + " % ";
  }

  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null ? "" : value.getAsString();
  }
}
