package org.tidemark.bench.contender;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.bench.Bench;
import org.tidemark.bench.MailStore;

/**
 * All that is asked of watchman on the large tree, which it needs minutes to crawl: one visit
 * serves every suite.
 *
 * @param sinceSeconds how long its answers to "what changed since" took
 */
public record WatchmanVisit(Visit visit, List<Double> sinceSeconds) {
  private static final int QUERIES = 5;

  public WatchmanVisit {
    sinceSeconds = List.copyOf(sinceSeconds);
  }

  static WatchmanVisit make(Bench bench) throws IOException, InterruptedException {
    MailStore store = new MailStore(bench.trees().of(bench.size()), bench.size());
    List<Double> seconds = new ArrayList<>();
    Visit visit =
        Visit.of(
            () -> Watchman.start(bench, store.tree(), Bench.LONG),
            watcher -> {
              for (int query = 0; query < QUERIES; query++) {
                seconds.add(query(bench, store, (Watchman) watcher, query));
              }
            });
    return new WatchmanVisit(visit, seconds);
  }

  private static double query(Bench bench, MailStore store, Watchman watchman, int seed)
      throws IOException, InterruptedException {
    String clock = watchman.clock(Bench.LONG);
    store.change(bench.changes(), seed);
    watchman.clock(Bench.LONG);
    long start = System.nanoTime();
    int names = watchman.since(clock, Bench.LONG).getAsJsonArray("files").size();
    double taken = (System.nanoTime() - start) / 1e9;
    if (names < bench.changes() / 2) {
      throw new IOException("watchman named " + names + " of " + bench.changes() + " changes");
    }
    return taken;
  }
}
