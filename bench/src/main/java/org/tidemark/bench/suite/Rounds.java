package org.tidemark.bench.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tidemark.bench.machine.Progress;
import org.tidemark.bench.report.Measured;

/**
 * Measures contenders in turns: each round has every contender once, and begins with another one,
 * so that what changes on the machine meanwhile falls on all of them alike.
 */
final class Rounds {
  /** One measurement, in the unit of the row. */
  interface Measurement {
    double measure() throws IOException, InterruptedException;
  }

  /** Who is measured, how, and in how many of the rounds. */
  record Contender(String name, int rounds, Measurement measurement) {}

  private final Progress progress;
  private final String what;
  private final List<Contender> contenders = new ArrayList<>();
  private final Map<String, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  Rounds(Progress progress, String what) {
    this.progress = progress;
    this.what = what;
  }

  Rounds with(String name, int rounds, Measurement measurement) {
    contenders.add(new Contender(name, rounds, measurement));
    values.put(name, new ArrayList<>());
    return this;
  }

  /** What all reached; one that failed is left out of later rounds. */
  List<Measured> run() throws InterruptedException {
    int most = contenders.stream().mapToInt(Contender::rounds).max().orElse(0);
    for (int round = 0; round < most; round++) {
      List<Contender> turn = new ArrayList<>(contenders);
      Collections.rotate(turn, -round);
      for (Contender contender : turn) {
        if (round < contender.rounds() && !failures.containsKey(contender.name())) {
          measure(contender, round);
        }
      }
    }
    return contenders.stream().map(this::result).toList();
  }

  private void measure(Contender contender, int round) throws InterruptedException {
    String step = what + ", round " + (round + 1) + ": " + contender.name();
    try {
      double value = contender.measurement().measure();
      values.get(contender.name()).add(value);
      progress.step(String.format(Locale.ROOT, "%s: %,.3f", step, value));
    } catch (IOException e) {
      failures.put(contender.name(), "failed: " + e.getMessage());
      progress.step(step + ": failed: " + e.getMessage());
    }
  }

  private Measured result(Contender contender) {
    String failure = failures.get(contender.name());
    return failure == null
        ? Measured.of(contender.name(), values.get(contender.name()))
        : Measured.failed(contender.name(), failure);
  }
}
