package org.tidemark.bench.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tidemark.bench.Bench;
import org.tidemark.bench.machine.Programs.Finished;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/** Windows of one consumer of a daemon, opened, listed, committed, and timed. */
public final class Windows {
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final Bench bench;
  private final TidemarkDaemon daemon;
  private final ConsumerName consumer;

  public Windows(Bench bench, TidemarkDaemon daemon, String consumer) {
    this.bench = bench;
    this.daemon = daemon;
    this.consumer = new ConsumerName(consumer);
  }

  /**
   * A window that was opened, listed, and committed.
   *
   * @param openSeconds until the daemon named the window
   * @param seconds until the end record of its list was read
   * @param subtrees entries that say "compare everything below": what a list of changes must not
   *     need
   */
  public record Listed(double openSeconds, double seconds, long entries, long subtrees) {}

  /** Through the control socket, as a product's hook inside a running program would. */
  public Listed list() throws IOException {
    try (SocketJournalClient client = daemon.client()) {
      long start = System.nanoTime();
      long window = client.open(call()).id();
      double opened = since(start);
      long entries = 0;
      long subtrees = 0;
      try (StoredListReader list = client.list(window)) {
        for (var entry = list.next(); entry != null; entry = list.next()) {
          entries++;
          subtrees += entry.kind() == EntryKind.SUBTREE ? 1 : 0;
        }
      }
      double listed = since(start);
      client.commit(window);
      return new Listed(opened, listed, entries, subtrees);
    } catch (TidemarkException e) {
      throw TidemarkDaemon.failure(e);
    }
  }

  /** With two commands, as a script would: {@code window open}, {@code window list}. */
  public Listed listByCommands() throws IOException, InterruptedException {
    Finished opened =
        bench
            .programs()
            .check(
                bench
                    .launcher()
                    .on(daemon.state(), "window", "open", "--consumer", consumer.text()),
                DEADLINE);
    String window = opened.out().trim();
    Path list = bench.workshop().fresh("list");
    Finished listed =
        bench
            .programs()
            .check(
                bench.launcher().on(daemon.state(), "window", "list", window, "--format", "nul"),
                list,
                DEADLINE);
    commit(Long.parseLong(window));
    return new Listed(opened.seconds(), opened.seconds() + listed.seconds(), entriesOf(list), 0);
  }

  private static long entriesOf(Path list) throws IOException {
    byte[] bytes = java.nio.file.Files.readAllBytes(list);
    java.nio.file.Files.delete(list);
    long records = 0;
    for (byte one : bytes) {
      records += one == 0 ? 1 : 0;
    }
    return records - 1;
  }

  private void commit(long window) throws IOException {
    try (SocketJournalClient client = daemon.client()) {
      client.commit(window);
    } catch (TidemarkException e) {
      throw TidemarkDaemon.failure(e);
    }
  }

  /** Waits until all that was done is in the journal, and throws the window away. */
  public void settle() throws IOException {
    try (SocketJournalClient client = daemon.client()) {
      OpenCall call =
          new OpenCall(consumer, Level.INCREMENTAL, "", List.of(), "", true, null, null);
      client.abort(client.open(call).id());
    } catch (TidemarkException e) {
      throw TidemarkDaemon.failure(e);
    }
  }

  private OpenCall call() {
    return OpenCall.of(consumer, Level.INCREMENTAL, List.of(), "");
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
