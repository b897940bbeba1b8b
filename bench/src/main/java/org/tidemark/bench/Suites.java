package org.tidemark.bench;

import java.util.List;
import org.tidemark.bench.suite.ArmSuite;
import org.tidemark.bench.suite.ListSuite;

/** The one place that lists the suites, in the order in which they run. */
final class Suites {
  static final List<Suite> ALL = List.of(new ArmSuite(), new ListSuite());

  private Suites() {}
}
