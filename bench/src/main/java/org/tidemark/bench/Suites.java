package org.tidemark.bench;

import java.util.List;
import org.tidemark.bench.suite.ArmSuite;
import org.tidemark.bench.suite.BackupSuite;
import org.tidemark.bench.suite.BaculaSuite;
import org.tidemark.bench.suite.IngestSuite;
import org.tidemark.bench.suite.ListSuite;
import org.tidemark.bench.suite.MemorySuite;
import org.tidemark.bench.suite.ReconcileSuite;
import org.tidemark.bench.suite.ScaleSuite;
import org.tidemark.bench.suite.WriterCostSuite;

/** The one place that lists the suites, in the order in which they run. */
final class Suites {
  static final List<Suite> ALL =
      List.of(
          new ArmSuite(),
          new WriterCostSuite(),
          new ListSuite(),
          new ScaleSuite(),
          new ReconcileSuite(),
          new BackupSuite(),
          new BaculaSuite(),
          new IngestSuite(),
          new MemorySuite());

  private Suites() {}
}
