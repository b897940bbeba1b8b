package org.tidemark.netbackup.images;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A policy, as {@code bppllist} shows it.
 *
 * @param type such as {@code Standard}; empty if not shown
 * @param attributes by label, such as {@code Collect TIR info} to {@code no}
 * @param selections what it backs up
 * @param schedules by name
 */
public record PolicyFacts(
    String type,
    Map<String, String> attributes,
    List<String> selections,
    Map<String, Schedule> schedules) {
  /** A schedule of a policy. */
  public record Schedule(Image.Type type, boolean synthetic) {}

  public PolicyFacts {
    attributes = Map.copyOf(attributes);
    selections = List.copyOf(selections);
    schedules = Map.copyOf(schedules);
  }

  /** True if one of these labels is there and does not say no. */
  public boolean says(String... labels) {
    for (String label : labels) {
      String value = attributes.getOrDefault(label, "no");
      if (!value.isEmpty() && !value.startsWith("no") && !value.startsWith("0")) {
        return true;
      }
    }
    return false;
  }

  /** True if one of these labels is there and says no. */
  public boolean denies(String... labels) {
    for (String label : labels) {
      String value = attributes.getOrDefault(label, "yes");
      if (value.startsWith("no") || value.startsWith("0")) {
        return true;
      }
    }
    return false;
  }

  public Optional<Schedule> schedule(String name) {
    return Optional.ofNullable(schedules.get(name));
  }
}
