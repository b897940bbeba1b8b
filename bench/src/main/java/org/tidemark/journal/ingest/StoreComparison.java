package org.tidemark.journal.ingest;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tidemark.journal.model.PathBytes;

/**
 * Feeds the same decoded events to Tidemark's ingest and store and to a plain program, in turn and
 * repeatedly, each time into a new database: first as new rows, then as updates of rows that exist.
 * Prints one JSON object a line: {@code {"contender":"tidemark","phase":"insert","round":0,
 * "rows":200000,"seconds":2.5}}. Round 0 warms the JVM up.
 */
public final class StoreComparison {
  private static final PathBytes TOP = PathBytes.ofUtf8("/srv/mail");

  private final Path folder;
  private final MailEvents events;
  private final int batch;

  private StoreComparison(Path folder, MailEvents events, int batch) {
    this.folder = folder;
    this.events = events;
    this.batch = batch;
  }

  /**
   * Arguments: a folder for databases on the disk to be measured, rounds, rows, directories, rows
   * per transaction.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    int rows = Integer.parseInt(arguments[2]);
    MailEvents events = new MailEvents(TOP, Integer.parseInt(arguments[3]), rows);
    StoreComparison comparison =
        new StoreComparison(folder, events, Integer.parseInt(arguments[4]));
    for (int round = 0; round <= rounds; round++) {
      comparison.run(round);
    }
  }

  /** Makes a contender with a folder of its own. */
  private interface Entry {
    Contender enter(Path place) throws Exception;
  }

  /** Each is first in one round, second in another. */
  private void run(int round) throws Exception {
    List<Entry> entries =
        List.of(
            place -> new TidemarkContender(place, TOP, events),
            place -> new PlainContender(place, events, false),
            place -> new PlainContender(place, events, true));
    for (int turn = 0; turn < entries.size(); turn++) {
      Path place = folder.resolve("round-" + round + "-" + turn);
      measure(entries.get((round + turn) % entries.size()).enter(place), round);
      remove(place);
    }
  }

  private void measure(Contender contender, int round) throws Exception {
    try (contender) {
      print(contender.name(), "insert", round, seconds(contender, true));
      print(contender.name(), "update", round, seconds(contender, false));
    }
  }

  private double seconds(Contender contender, boolean created) throws Exception {
    // What one contender left behind is not collected at the other's expense.
    System.gc();
    long begin = System.nanoTime();
    for (int from = 0; from < events.messageCount(); from += batch) {
      contender.record(events, from, Math.min(from + batch, events.messageCount()), created);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private void print(String contender, String phase, int round, double seconds) {
    JsonObject line = new JsonObject();
    line.addProperty("contender", contender);
    line.addProperty("phase", phase);
    line.addProperty("round", round);
    line.addProperty("rows", events.messageCount());
    line.addProperty("seconds", seconds);
    System.out.println(line);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(StoreComparison::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
