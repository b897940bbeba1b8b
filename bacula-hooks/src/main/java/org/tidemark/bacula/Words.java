package org.tidemark.bacula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * The words {@code key=value} with which Bacula calls a hook: it puts values in without quotes, so
 * an empty one must still have its word. One character per byte. Immutable.
 */
final class Words {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{0,11}");

  private final Map<String, List<String>> values;

  private Words(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * @param known keys that the hook knows
   * @throws TidemarkException USAGE for anything else: a misspelt word must fail the job
   */
  static Words of(List<String> arguments, Set<String> known) throws TidemarkException {
    Map<String, List<String>> values = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String key = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 || !known.contains(key)) {
        throw usage("'" + argument + "' is none of the words " + known.stream().sorted().toList());
      }
      values.computeIfAbsent(key, unused -> new ArrayList<>()).add(argument.substring(equals + 1));
    }
    return new Words(values);
  }

  /** The last value of that key, without blanks around it; empty if there is none. */
  String text(String key) {
    List<String> all = all(key);
    return all.isEmpty() ? "" : all.get(all.size() - 1).strip();
  }

  List<String> all(String key) {
    return values.getOrDefault(key, List.of());
  }

  /** A number of at most eleven digits, which no clock and no catalogue exceeds; 0 if missing. */
  long number(String key) throws TidemarkException {
    String text = text(key);
    if (!NUMBER.matcher(text).matches()) {
      throw usage(key + "=" + text + " is no number of at most eleven digits");
    }
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  boolean isYes(String key) throws TidemarkException {
    String text = text(key);
    if (!Set.of("", "yes", "no").contains(text)) {
      throw usage(key + "=" + text + " is neither yes nor no");
    }
    return text.equals("yes");
  }

  static TidemarkException usage(String message) {
    return new TidemarkException(
        ExitCode.USAGE, message, "'tidemark bacula config' prints the lines that Bacula needs.");
  }
}
