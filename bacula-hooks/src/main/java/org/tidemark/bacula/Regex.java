package org.tidemark.bacula;

/** Globs for one name as extended regular expressions, as Bacula's {@code regex} takes them. */
final class Regex {
  private Regex() {}

  /** One character per byte; the glob has the syntax of {@code model.Glob}. */
  static String of(String glob) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < glob.length()) {
      int next = classEnd(glob, at);
      if (next > 0) {
        String inside = glob.substring(at + 1, next);
        out.append('[').append(inside.startsWith("!") ? "^" + inside.substring(1) : inside);
        out.append(']');
        at = next + 1;
      } else if (glob.charAt(at) == '\\' && at + 1 < glob.length()) {
        literal(out, glob.charAt(at + 1));
        at += 2;
      } else {
        wild(out, glob.charAt(at));
        at++;
      }
    }
    return out.toString();
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

  private static void wild(StringBuilder out, char value) {
    switch (value) {
      case '*' -> out.append("[^/]*");
      case '?' -> out.append("[^/]");
      default -> literal(out, value);
    }
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
