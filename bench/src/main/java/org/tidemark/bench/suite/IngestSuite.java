package org.tidemark.bench.suite;

import java.io.IOException;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.Suite;
import org.tidemark.bench.report.Row;

/** Whether the journal keeps up with writers, and how fast its store is. */
public final class IngestSuite implements Suite {
  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String about() {
    return "whether everything is recorded at full speed, and the speed of the store";
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    SustainedLoad.measure(bench, rows);
    StoreSpeed.measure(bench, rows);
  }
}
