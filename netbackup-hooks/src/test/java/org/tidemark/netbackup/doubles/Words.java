package org.tidemark.netbackup.doubles;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words of a command line, read as strictly as NetBackup's commands do: an option that is not
 * known is refused. Immutable.
 */
final class Words {
  /** Wrong usage: NetBackup's status 20. */
  static final class InvalidParameterException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidParameterException(String word) {
      super("EXIT STATUS 20: invalid command parameter: " + word);
    }
  }

  private final Map<String, String> values = new HashMap<>();
  private final List<String> others = new ArrayList<>();

  private Words() {}

  /**
   * @param flags options without a value
   * @param valued options with one; a value {@code mm/dd/yyyy} takes a time behind it, too
   */
  static Words parse(List<String> words, Set<String> flags, Set<String> valued)
      throws InvalidParameterException {
    Words parsed = new Words();
    Deque<String> left = new ArrayDeque<>(words);
    while (!left.isEmpty()) {
      String word = left.poll();
      if (valued.contains(word)) {
        parsed.values.put(word, value(word, left));
      } else if (flags.contains(word)) {
        parsed.values.put(word, "");
      } else if (word.startsWith("-")) {
        throw new InvalidParameterException(word);
      } else {
        parsed.others.add(word);
      }
    }
    return parsed;
  }

  private static String value(String option, Deque<String> left) throws InvalidParameterException {
    if (left.isEmpty()) {
      throw new InvalidParameterException(option);
    }
    String value = left.poll();
    boolean date = value.matches("\\d\\d?/\\d\\d?/\\d{2,4}");
    boolean time = !left.isEmpty() && left.peek().matches("\\d\\d?:\\d\\d(:\\d\\d)?");
    return date && time ? value + " " + left.poll() : value;
  }

  boolean has(String option) {
    return values.containsKey(option);
  }

  Optional<String> get(String option) {
    return Optional.ofNullable(values.get(option));
  }

  List<String> others() {
    return others;
  }
}
