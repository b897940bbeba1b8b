package org.tidemark.bench.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tidemark.bench.machine.Progress;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.suite.Mirrors.Caches;

/**
 * Our backup and rsync's over the same changes, in turns: rsync's with and without what only {@code
 * -HAX} copies, one after the other, and each of the two in front of ours and behind it.
 */
final class PairedRounds {
  static final String OURS = "tidemark rsync backup";
  static final String PLAIN = "rsync -a --delete";
  static final String COMPLETE = "rsync -aHAX --delete";

  /** Changes the source as often as it is called. */
  interface Change {
    void make() throws IOException, InterruptedException;
  }

  private final Mirrors mirrors;
  private final Progress progress;
  private final String what;
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  PairedRounds(Mirrors mirrors, Progress progress, String what) {
    this.mirrors = mirrors;
    this.progress = progress;
    this.what = what;
    for (String contender : List.of(OURS, PLAIN, COMPLETE)) {
      values.put(contender, new ArrayList<>());
    }
  }

  /**
   * @param rounds an even number, so that both forms of rsync have their turn; four for each form
   *     to be first once
   * @param prove whether our mirror is compared with the source after each of them, not only at the
   *     end
   */
  List<Measured> run(int rounds, Caches caches, boolean prove, Change change)
      throws IOException, InterruptedException {
    for (int round = 0; round < rounds; round++) {
      change.make();
      boolean plain = round % 2 == 0;
      boolean oursFirst = round / 2 % 2 == 0;
      if (oursFirst) {
        ours(caches);
      }
      theirs(plain, caches);
      if (!oursFirst) {
        ours(caches);
      }
      if (prove || round == rounds - 1) {
        mirrors.ours().prove();
      }
    }
    return values.entrySet().stream().map(e -> Measured.of(e.getKey(), e.getValue())).toList();
  }

  private void ours(Caches caches) throws IOException, InterruptedException {
    mirrors.prepare(caches, true);
    add(OURS, mirrors.ours().backUp());
  }

  private void theirs(boolean plain, Caches caches) throws IOException, InterruptedException {
    mirrors.prepare(caches, false);
    String options = plain ? "-a" : "-aHAX";
    add(plain ? PLAIN : COMPLETE, mirrors.rsync(options));
  }

  private void add(String contender, double seconds) {
    values.get(contender).add(seconds);
    progress.step(String.format(Locale.ROOT, "%s: %s: %,.3f", what, contender, seconds));
  }
}
