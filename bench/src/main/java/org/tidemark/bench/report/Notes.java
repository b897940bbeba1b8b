package org.tidemark.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What people wrote about the rows: text under a heading {@code ## reason: SUITE/ROW} goes to that
 * row, everything else to the end of the report.
 *
 * @param reasons by the id of the row
 */
public record Notes(Map<String, String> reasons, String rest) {
  private static final String MARK = "## reason: ";

  public Notes {
    reasons = Map.copyOf(reasons);
  }

  public static Notes none() {
    return new Notes(Map.of(), "");
  }

  public static Notes parse(String text) {
    Map<String, StringBuilder> reasons = new LinkedHashMap<>();
    StringBuilder rest = new StringBuilder();
    StringBuilder current = rest;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(MARK)) {
        current = new StringBuilder();
        reasons.put(line.substring(MARK.length()).trim(), current);
      } else {
        current = line.startsWith("## ") ? rest : current;
        current.append(line).append('\n');
      }
    }
    Map<String, String> trimmed = new LinkedHashMap<>();
    reasons.forEach((row, reason) -> trimmed.put(row, reason.toString().trim()));
    return new Notes(trimmed, rest.toString().trim());
  }
}
