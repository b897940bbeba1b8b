package org.tidemark.rsync;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/**
 * A window that is aborted unless it was committed: on closing, and when this JVM is told to end.
 * That of a first copy may stay open instead. Used by one thread; a signal is answered through a
 * connection of its own.
 */
final class OpenWindow implements AutoCloseable {
  private static final int MINUTES = 10;

  private final JournalClient client;
  private final WindowInfo info;
  private final StoredListReader list;
  private final Thread onSignal;
  private final ScheduledExecutorService signsOfLife;
  private volatile boolean staysOpen;
  private boolean ended;

  private OpenWindow(
      ClientFactory clients, JournalClient client, WindowInfo info, StoredListReader list) {
    this.client = client;
    this.info = info;
    this.list = list;
    this.onSignal = new Thread(() -> onSignal(clients), "abort-window");
    Runtime.getRuntime().addShutdownHook(onSignal);
    this.signsOfLife = Executors.newSingleThreadScheduledExecutor(OpenWindow::daemonThread);
    var unused =
        signsOfLife.scheduleWithFixedDelay(
            () -> showQuietly(clients, info.id()), MINUTES, MINUTES, TimeUnit.MINUTES);
  }

  private static Thread daemonThread(Runnable task) {
    Thread thread = new Thread(task, "sign-of-life");
    thread.setDaemon(true);
    return thread;
  }

  /** A window whose client is not heard of for a day is aborted; copying may take longer. */
  private static void showQuietly(ClientFactory clients, long window) {
    try (JournalClient another = clients.connect()) {
      var unused = another.show(window);
    } catch (TidemarkException e) {
      // The commit will say what is wrong; until then the daemon may come back.
      System.err.println("the daemon does not answer: " + e.getMessage());
    }
  }

  static OpenWindow open(
      ClientFactory clients,
      JournalClient client,
      BackupRequest request,
      Places places,
      Level level,
      String key)
      throws TidemarkException {
    OpenCall call =
        new OpenCall(
            request.consumer(),
            level,
            key,
            List.of(places.source()),
            places.mirror().toString(),
            false,
            null,
            null);
    WindowInfo info = client.open(call);
    try {
      return new OpenWindow(clients, client, info, client.list(info.id()));
    } catch (TidemarkException e) {
      client.abort(info.id());
      throw e;
    }
  }

  private void onSignal(ClientFactory clients) {
    if (!staysOpen) {
      abortQuietly(clients, info.id());
    }
  }

  /**
   * From now on only a commit ends it: the next try of a first copy opens it again by its key. The
   * daemon aborts it if none comes for a day.
   */
  void outlivesInterruption() {
    staysOpen = true;
  }

  private static void abortQuietly(ClientFactory clients, long window) {
    try (JournalClient another = clients.connect()) {
      another.abort(window);
    } catch (TidemarkException e) {
      // The daemon is gone, too; it aborts forgotten windows when it is back.
      System.err.println("cannot abort window " + window + ": " + e.getMessage());
    }
  }

  ListHeader header() {
    return list.header();
  }

  StoredListReader list() {
    return list;
  }

  void closeList() throws TidemarkException {
    try {
      list.close();
    } catch (IOException e) {
      throw Places.failed("cannot close the list: " + e.getMessage(), e);
    }
  }

  void commit() throws TidemarkException {
    client.commit(info.id());
    ended = true;
  }

  @Override
  public void close() throws TidemarkException {
    disarm();
    closeList();
    if (!ended && !staysOpen) {
      ended = true;
      client.abort(info.id());
    }
  }

  private void disarm() {
    signsOfLife.shutdownNow();
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      // The JVM is ending already and the hook does the same as we.
      ended = true;
    }
  }
}
