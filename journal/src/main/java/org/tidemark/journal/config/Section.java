package org.tidemark.journal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A section while it is read. What is wrong with a value goes to the problems, and the fallback is
 * taken so that reading goes on to the next problem. Not thread-safe.
 */
final class Section {
  private final String header;
  private final int line;
  private final Map<String, List<Setting>> settings;
  private final Problems problems;

  Section(String header, int line, Map<String, List<Setting>> settings, Problems problems) {
    this.header = header;
    this.line = line;
    this.settings = settings;
    this.problems = problems;
  }

  /** The first word: {@code journal}, {@code filesystem}, {@code consumer}, or an adapter's. */
  String kind() {
    return header.split("\\s+", 2)[0];
  }

  /** What follows the first word; empty if nothing does. */
  String name() {
    return header.substring(kind().length()).strip();
  }

  String header() {
    return header;
  }

  int line() {
    return line;
  }

  void problem(String problem) {
    problems.add(line, problem);
  }

  void allowOnly(Set<String> known) {
    settings.forEach(
        (key, values) -> {
          if (!known.contains(key)) {
            for (Setting value : values) {
              problems.add(value.line(), unknown(key, known));
            }
          }
        });
  }

  private String unknown(String key, Set<String> known) {
    String start = "unknown key '" + key + "' in [" + header + "]";
    return known.isEmpty()
        ? start + ", which knows none"
        : start + "; known are " + String.join(", ", new TreeSet<>(known));
  }

  /** The value of a key that may be given once. */
  <T> T one(String key, Function<String, T> reader, T fallback) {
    List<Setting> values = settings.getOrDefault(key, List.of());
    for (int i = 1; i < values.size(); i++) {
      problems.add(
          values.get(i).line(), "'" + key + "' is already in line " + values.get(0).line());
    }
    return values.isEmpty() ? fallback : read(key, values.get(0), reader, fallback);
  }

  /** All values of a key, those that are wrong left out. */
  <T> List<T> all(String key, Function<String, T> reader) {
    List<T> read = new ArrayList<>();
    for (Setting setting : settings.getOrDefault(key, List.of())) {
      T value = read(key, setting, reader, null);
      if (value != null) {
        read.add(value);
      }
    }
    return read;
  }

  private <T> T read(String key, Setting setting, Function<String, T> reader, T fallback) {
    try {
      return reader.apply(setting.value());
    } catch (IllegalArgumentException e) {
      problems.add(setting.line(), key + ": " + e.getMessage());
      return fallback;
    }
  }
}
