package org.tidemark.journal.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * The part of the store that knows consumers, the windows that they were given, and how a commit
 * moves their bases. Belongs to the store's thread.
 */
final class ConsumerWindows {
  private final Database database;
  private final Transactions transactions;
  private final JournalState state;
  private final StateMark mark;
  private final InstantSource clock;
  private final ConsumerTable consumers;
  private final WindowTable windows;

  ConsumerWindows(
      Database database,
      Transactions transactions,
      JournalState state,
      StateMark mark,
      InstantSource clock,
      ConsumerTable consumers) {
    this.database = database;
    this.transactions = transactions;
    this.state = state;
    this.mark = mark;
    this.clock = clock;
    this.consumers = consumers;
    this.windows = new WindowTable(database);
  }

  List<ConsumerRow> consumers() throws StoreException {
    return database.read("reading consumers", consumers::all);
  }

  Optional<ConsumerRow> consumer(ConsumerName name) throws StoreException {
    return database.read("reading a consumer", () -> consumers.byName(name));
  }

  ConsumerRow addConsumer(ConsumerName name, List<PathBytes> paths, String destination)
      throws StoreException {
    return transactions.synced(
        "adding consumer " + name,
        () -> {
          consumers.add(name, paths, destination, clock.millis());
          return consumers.byName(name).orElseThrow();
        });
  }

  boolean forgetConsumer(ConsumerName name) throws StoreException {
    return transactions.synced(
        "forgetting consumer " + name,
        () -> {
          Optional<ConsumerRow> known = consumers.byName(name);
          if (known.isPresent()) {
            consumers.forget(known.get().id());
          }
          return known.isPresent();
        });
  }

  WindowRow addWindow(JournalStore.NewWindow window) throws StoreException {
    ConsumerRow consumer =
        consumer(window.consumer())
            .orElseThrow(() -> refused("there is no consumer " + window.consumer()));
    if (window.level() != Level.FULL && window.base() < state.floor()) {
      throw refused("base " + window.base() + " lies below the floor " + state.floor());
    }
    WindowRow added =
        transactions.synced(
            "adding a window",
            () -> {
              long id = windows.add(window, consumer.id(), clock.millis());
              return windows.byId(id).orElseThrow();
            });
    promise(Math.min(added.end(), state.lastSequence()));
    return added;
  }

  /** A database that has not reached this number is an old one from now on. */
  private void promise(long sequence) {
    try {
      mark.promise(sequence);
    } catch (IOException e) {
      // A mark that is behind still recognises every older copy: no reason to fail a backup.
      return;
    }
  }

  private static StoreException refused(String why) {
    return new StoreException("a window cannot be added: " + why, "", null);
  }

  Optional<WindowRow> window(long id) throws StoreException {
    return database.read("reading a window", () -> windows.byId(id));
  }

  Optional<WindowRow> windowByKey(ConsumerName consumer, String key) throws StoreException {
    return database.read("reading a window", () -> windows.newestByKey(consumer, key));
  }

  List<WindowRow> keyedNotAfter(ConsumerName consumer, long notAfterMillis) throws StoreException {
    return database.read("reading windows", () -> windows.keyedNotAfter(consumer, notAfterMillis));
  }

  void markListed(long id, long entries) throws StoreException {
    transactions.synced(
        "marking a window listed",
        () -> {
          windows.listed(id, entries, clock.millis());
          return null;
        });
  }

  void commit(long id) throws TidemarkException {
    WindowRow window = window(id).orElseThrow(() -> notCommitted(id, "there is no such window"));
    if (window.state() == WindowState.COMMITTED) {
      return;
    }
    if (!window.state().isLive()) {
      throw notCommitted(id, "it is " + window.state());
    }
    if (window.end() < state.floor()) {
      throw notCommitted(id, "history after its end was forgotten");
    }
    transactions.synced(
        "committing window " + id,
        () -> {
          advance(window);
          windows.end(id, WindowState.COMMITTED, clock.millis());
          return null;
        });
  }

  private void advance(WindowRow window) throws SQLException {
    if (window.level() == Level.FULL) {
      consumers.advanceFull(window.consumer(), window.end(), clock.millis());
    } else {
      consumers.advanceIncremental(window.consumer(), window.end(), clock.millis());
    }
  }

  private static TidemarkException notCommitted(long id, String why) {
    return new TidemarkException(
        ExitCode.REFUSED,
        "window " + id + " cannot be committed: " + why,
        "the base stays where it is; the next window lists these changes again");
  }

  void end(long id, WindowState ended) throws StoreException {
    transactions.synced(
        "ending a window",
        () -> {
          windows.end(id, ended, clock.millis());
          return null;
        });
  }
}
