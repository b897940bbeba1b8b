package org.tidemark.netbackup.images;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code bppllist POLICY -U} prints, or {@code -L}: lines {@code Label: value}, first of
 * the policy, then of each schedule. Lines that go on say one more selection. Used once.
 */
final class PolicyReport {
  private static final Pattern LABELLED = Pattern.compile("\\s*([A-Z][^:]*?):\\s*(.*?)\\s*");

  /** Ends the part about a schedule's times, whose lines look like labels. */
  private static final String NONE = "(none defined)";

  private final Map<String, String> attributes = new HashMap<>();
  private final List<String> selections = new ArrayList<>();
  private final Map<String, Map<String, String>> schedules = new LinkedHashMap<>();
  private Map<String, String> current = attributes;
  private boolean inSelections;

  static PolicyFacts read(String output) {
    PolicyReport report = new PolicyReport();
    output.lines().forEach(report::line);
    return report.facts();
  }

  private void line(String line) {
    if (line.isBlank()) {
      inSelections = false;
      return;
    }
    Matcher labelled = LABELLED.matcher(line);
    boolean isLabelled = labelled.matches();
    if (inSelections && !isLabelled) {
      selections.add(line.strip());
    } else if (isLabelled) {
      labelled(labelled.group(1), labelled.group(2));
    }
  }

  private void labelled(String label, String value) {
    inSelections = label.equals("Include");
    if (inSelections && !value.equals(NONE)) {
      selections.add(value);
    } else if (label.equals("Schedule") && !value.equals(NONE)) {
      current = schedules.computeIfAbsent(value, name -> new HashMap<>());
    } else if (!inSelections) {
      current.putIfAbsent(label, value);
    }
  }

  private PolicyFacts facts() {
    Map<String, PolicyFacts.Schedule> out = new LinkedHashMap<>();
    schedules.forEach((name, values) -> out.put(name, schedule(values)));
    return new PolicyFacts(attributes.getOrDefault("Policy Type", ""), attributes, selections, out);
  }

  private static PolicyFacts.Schedule schedule(Map<String, String> values) {
    String synthetic = values.getOrDefault("Synthetic", "0");
    return new PolicyFacts.Schedule(
        type(values.getOrDefault("Type", "")),
        !synthetic.startsWith("0") && !synthetic.startsWith("no"));
  }

  /** {@code Full Backup} in one form, {@code FULL (0)} in the other. */
  private static Image.Type type(String text) {
    for (Image.Type each : Image.Type.values()) {
      if (text.startsWith(each.name() + " ") || text.equals(each.name())) {
        return each;
      }
    }
    return Image.Type.ofText(text);
  }
}
