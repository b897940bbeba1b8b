package org.tidemark.bench.suite;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;

/**
 * Our store beside plain upserts through the same library, fed with the same decoded events in a
 * process of its own.
 */
final class StoreSpeed {
  private static final String PROGRAM = "org.tidemark.journal.ingest.StoreComparison";
  private static final int ROWS_PER_TRANSACTION = 20_000;

  private StoreSpeed() {}

  static void measure(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    long count = Math.min(bench.size().choose(1_000_000, 200_000), 10 * bench.size().entries());
    long directories = Math.max(10, count / 10);
    int rounds = 5;
    Path folder = bench.workshop().freshFolder("store");
    bench.progress().step("ingest: the store beside plain upserts, " + count + " rows");
    List<String> command =
        CommandLines.of(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            PROGRAM,
            folder,
            rounds,
            count,
            directories,
            ROWS_PER_TRANSACTION);
    String printed = bench.programs().check(command, Bench.LONG).out();
    Map<String, Map<String, List<Double>>> phases = parse(printed);
    phases.forEach((phase, contenders) -> rows.accept(row(phase, contenders, count, directories)));
  }

  /** Rows per second by phase and contender; round 0 only warms up. */
  static Map<String, Map<String, List<Double>>> parse(String printed) {
    Map<String, Map<String, List<Double>>> phases = new LinkedHashMap<>();
    for (String line : printed.lines().filter(l -> l.startsWith("{")).toList()) {
      JsonObject one = JsonParser.parseString(line).getAsJsonObject();
      if (one.get("round").getAsInt() > 0) {
        phases
            .computeIfAbsent(one.get("phase").getAsString(), phase -> new LinkedHashMap<>())
            .computeIfAbsent(one.get("contender").getAsString(), c -> new ArrayList<>())
            .add(one.get("rows").getAsDouble() / one.get("seconds").getAsDouble());
      }
    }
    return phases;
  }

  private static Row row(
      String phase, Map<String, List<Double>> contenders, long count, long directories) {
    return new Row(
        "ingest",
        "store-" + phase,
        String.format(
            Locale.ROOT,
            "%,d decoded events in %,d directories, through ingest into the journal, and as plain"
                + " upserts with the same keys and index; no writers; the disk of the work folder."
                + " More is better.",
            count,
            directories),
        "rows/s",
        "plain",
        contenders.entrySet().stream().map(e -> Measured.of(e.getKey(), e.getValue())).toList(),
        List.of(
            new Goal.RatioAtLeast("tidemark", "plain", 0.9, "at least 0.9x the plain upserts"),
            new Goal.RatioAtLeast(
                "tidemark", "plain, in batches", 0.9, "at least 0.9x of them in JDBC batches")),
        "");
  }
}
