package org.tidemark.bench;

import java.io.IOException;
import java.util.function.Consumer;
import org.tidemark.bench.report.Row;

/** One group of measurements that can be run alone. To add one, list it in {@link Suites}. */
public interface Suite {
  /** As it is given on the command line. */
  String name();

  /** One sentence for the help and the report. */
  String about();

  /**
   * Measures, and hands over each row when it is complete.
   *
   * @throws IOException if the suite cannot go on; a contender that fails is a part of its row
   */
  void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException;
}
