package org.tidemark.bench.report;

import java.util.List;
import org.tidemark.bench.Size;
import org.tidemark.bench.machine.Machine;

/**
 * All that a run found.
 *
 * @param seconds it took
 */
public record Run(Machine machine, Size size, double seconds, List<Row> rows) {
  public Run {
    rows = List.copyOf(rows);
  }
}
