package org.tidemark.rsync;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ConsumerName;
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
  private final Optional<ConsumerName> trial;
  private final Thread onSignal;
  private final ScheduledExecutorService signsOfLife;
  private volatile boolean staysOpen;
  private boolean ended;

  /**
   * @param trial a consumer that the daemon has for this window's sake alone, and that ends with it
   */
  private OpenWindow(
      ClientFactory clients,
      JournalClient client,
      WindowInfo info,
      StoredListReader list,
      Optional<ConsumerName> trial) {
    this.client = client;
    this.info = info;
    this.list = list;
    this.trial = trial;
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
    Optional<ConsumerName> trial = trial(client, request);
    WindowInfo info = client.open(call);
    try {
      return new OpenWindow(clients, client, info, client.list(info.id()), trial);
    } catch (TidemarkException e) {
      end(client, info.id(), trial);
      throw e;
    }
  }

  /** What was only tried must not tie the consumer to this source and destination. */
  private static Optional<ConsumerName> trial(JournalClient client, BackupRequest request)
      throws TidemarkException {
    String name = request.consumer().text();
    boolean isNew =
        request.dryRun()
            && client.consumers().stream().noneMatch(known -> known.name().equals(name));
    return isNew ? Optional.of(request.consumer()) : Optional.empty();
  }

  private static void end(JournalClient client, long window, Optional<ConsumerName> trial)
      throws TidemarkException {
    client.abort(window);
    if (trial.isPresent()) {
      client.forget(trial.get());
    }
  }

  private void onSignal(ClientFactory clients) {
    if (!staysOpen) {
      endQuietly(clients);
    }
  }

  /**
   * From now on only a commit ends it: the next try of a first copy opens it again by its key. The
   * daemon aborts it if none comes for a day.
   */
  void outlivesInterruption() {
    staysOpen = true;
  }

  private void endQuietly(ClientFactory clients) {
    try (JournalClient another = clients.connect()) {
      end(another, info.id(), trial);
    } catch (TidemarkException e) {
      // The daemon is gone, too; it aborts forgotten windows when it is back.
      System.err.println("cannot abort window " + info.id() + ": " + e.getMessage());
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
      end(client, info.id(), trial);
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
