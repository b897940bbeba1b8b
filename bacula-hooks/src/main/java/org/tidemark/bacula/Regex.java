package org.tidemark.bacula;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Glob;

/**
 * Globs for one name as extended regular expressions, as Bacula's {@code regex} takes them. None
 * matches more than its glob: what Bacula left out of a Full, no later list would have. Bacula
 * compares whole paths, so nothing but {@code /} matches {@code /}; and it takes all bytes of a
 * character for one where the locale says so, and letters of other orders for those of a range, so
 * {@code ?} and classes match single ASCII characters that are named one by one.
 */
final class Regex {
  private static final char FIRST = ' ';
  private static final char LAST = '~';

  private Regex() {}

  /**
   * Empty if there is nothing that it could match for sure.
   *
   * @param glob one character per byte, with the syntax of {@code model.Glob}
   */
  static Optional<String> of(String glob) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < glob.length()) {
      int end = at + 1;
      if (takesOneOfSeveral(glob, at)) {
        end = elementEnd(glob, at);
        String characters = characters(glob.substring(at, end));
        if (characters.isEmpty()) {
          return Optional.empty();
        }
        int times = times(glob, at, end);
        out.append(oneOf(characters)).append(times > 1 ? "{" + times + "}" : "");
        end = at + times * (end - at);
      } else if (glob.charAt(at) == '*') {
        out.append("[^/]*");
      } else if (glob.charAt(at) == '\\' && end < glob.length()) {
        literal(out, glob.charAt(end));
        end++;
      } else {
        literal(out, glob.charAt(at));
      }
      at = end;
    }
    return Optional.of(out.toString());
  }

  private static boolean takesOneOfSeveral(String glob, int at) {
    return glob.charAt(at) == '?' || classEnd(glob, at) > 0;
  }

  private static int elementEnd(String glob, int at) {
    return glob.charAt(at) == '?' ? at + 1 : classEnd(glob, at) + 1;
  }

  /** Index of the bracket that closes the class which begins here; -1 if none does. */
  private static int classEnd(String glob, int at) {
    if (glob.charAt(at) != '[') {
      return -1;
    }
    int from = at + 1;
    if (from < glob.length() && "!^".indexOf(glob.charAt(from)) >= 0) {
      from++;
    }
    return glob.indexOf(']', from + 1);
  }

  /** How often the same element stands there: the whole must fit into a line of Bacula's. */
  private static int times(String glob, int at, int end) {
    int times = 1;
    int next = end;
    while (glob.startsWith(glob.substring(at, end), next)) {
      times++;
      next += end - at;
    }
    return times;
  }

  /** Which ones the glob itself takes there. */
  private static String characters(String element) {
    Glob glob = Exclusions.of(List.of(element)).globs().get(0);
    StringBuilder out = new StringBuilder();
    for (char value = FIRST; value <= LAST; value++) {
      if (value != '/' && glob.matches(new byte[] {(byte) value}, 0, 1)) {
        out.append(value);
      }
    }
    return out.toString();
  }

  /** In an order in which none of them means anything else between brackets. */
  private static String oneOf(String characters) {
    if (characters.length() == 1) {
      return literal(characters);
    }
    String first = characters.indexOf(']') >= 0 ? "]" : "";
    String plain = first + characters.replaceAll("[\\]^-]", "");
    String hat = characters.indexOf('^') >= 0 ? "^" : "";
    String minus = characters.indexOf('-') >= 0 ? "-" : "";
    return "[" + (plain.isEmpty() ? minus + hat : plain + hat + minus) + "]";
  }

  /** What matches only itself. */
  static String literal(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(value -> literal(out, (char) value));
    return out.toString();
  }

  private static void literal(StringBuilder out, char value) {
    if (".[]{}()*+?^$|\\".indexOf(value) >= 0) {
      out.append('\\');
    }
    out.append(value);
  }
}
