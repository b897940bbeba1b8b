package org.tidemark.bench.contender;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.machine.Programs.Finished;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
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
   * @param end the position up to which it lists; 0 where only commands were used
   * @param subtrees entries that say "compare everything below": what a list of changes must not
   *     need
   */
  public record Listed(double openSeconds, double seconds, long end, long entries, long subtrees) {}

  /** What becomes of a window after its list was read. */
  private interface Ending {
    void end(SocketJournalClient client, long window) throws TidemarkException;
  }

  /** Through the control socket, as a product's hook inside a running program would. */
  public Listed list() throws IOException {
    return list(entry -> {});
  }

  /** The same, with something to do for each entry. */
  public Listed list(Consumer<Entry> use) throws IOException {
    return list(use, SocketJournalClient::commit);
  }

  /** The same, but the next window lists the same changes again. */
  public Listed listAndAbort() throws IOException {
    return list(entry -> {}, SocketJournalClient::abort);
  }

  private Listed list(Consumer<Entry> use, Ending ending) throws IOException {
    try (SocketJournalClient client = daemon.client()) {
      long start = System.nanoTime();
      WindowInfo opened = client.open(call());
      double openSeconds = since(start);
      long entries = 0;
      long subtrees = 0;
      try (StoredListReader list = client.list(opened.id())) {
        for (Entry entry = list.next(); entry != null; entry = list.next()) {
          entries++;
          subtrees += entry.kind() == EntryKind.SUBTREE ? 1 : 0;
          use.accept(entry);
        }
      }
      double listed = since(start);
      ending.end(client, opened.id());
      return new Listed(openSeconds, listed, opened.end(), entries, subtrees);
    } catch (TidemarkException e) {
      throw TidemarkDaemon.failure(e);
    }
  }

  /** With two commands, as a script would: {@code window open}, {@code window list}. */
  public Listed listByCommands() throws IOException, InterruptedException {
    return listByCommands(SocketJournalClient::commit);
  }

  /** The same, but the next window lists the same changes again. */
  public Listed listByCommandsAndAbort() throws IOException, InterruptedException {
    return listByCommands(SocketJournalClient::abort);
  }

  private Listed listByCommands(Ending ending) throws IOException, InterruptedException {
    Finished opened = command("window", "open", "--consumer", consumer.text());
    String window = opened.out().trim();
    Path list = bench.workshop().fresh("list");
    List<String> command =
        bench.launcher().on(daemon.state(), "window", "list", window, "--format", "nul");
    Finished listed = bench.programs().check(command, list, DEADLINE);
    long entries = entriesOf(list);
    Files.delete(list);
    try (SocketJournalClient client = daemon.client()) {
      ending.end(client, Long.parseLong(window));
    } catch (TidemarkException e) {
      throw TidemarkDaemon.failure(e);
    }
    double seconds = opened.seconds() + listed.seconds();
    return new Listed(opened.seconds(), seconds, 0, entries, 0);
  }

  private Finished command(String... arguments) throws IOException, InterruptedException {
    return bench.programs().check(bench.launcher().on(daemon.state(), arguments), DEADLINE);
  }

  /** All records but the one that ends the list. */
  private static long entriesOf(Path list) throws IOException {
    long records = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(list)) {
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        for (int at = 0; at < read; at++) {
          records += buffer[at] == 0 ? 1 : 0;
        }
      }
    }
    return records - 1;
  }

  /** Waits until all that was done is in the journal; how many seconds that took. */
  public double settle() throws IOException {
    try (SocketJournalClient client = daemon.client()) {
      OpenCall call =
          new OpenCall(consumer, Level.INCREMENTAL, "", List.of(), "", true, null, null);
      long start = System.nanoTime();
      long window = client.open(call).id();
      double opened = since(start);
      client.abort(window);
      return opened;
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
