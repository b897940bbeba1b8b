package org.tidemark.bacula;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One resource of Bacula's configuration, with what its inner blocks say.
 *
 * @param type in lower case, such as {@code jobdefs}
 * @param values of each directive, whose name is in lower case and without blanks
 */
record Resource(Path file, String type, Map<String, List<String>> values) {
  Resource {
    Map<String, List<String>> copy = new HashMap<>();
    values.forEach((name, all) -> copy.put(name, List.copyOf(all)));
    values = Map.copyOf(copy);
  }

  List<String> all(String directive) {
    return values.getOrDefault(directive, List.of());
  }

  /** Empty if there is none. */
  String first(String directive) {
    return all(directive).stream().findFirst().orElse("");
  }

  String name() {
    return first("name");
  }
}
