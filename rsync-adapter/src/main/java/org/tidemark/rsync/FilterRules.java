package org.tidemark.rsync;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Glob;
import org.tidemark.journal.model.PathBytes;

/**
 * Exclusions in rsync's filter language (rsync(1), FILTER RULES). A rule hides a name of the source
 * and protects that name on the mirror; {@code p} lets it go with a directory that goes as a whole.
 * Rules hold one character per byte.
 */
final class FilterRules {
  private FilterRules() {}

  /** For a pass that walks: exclusions, and whatever is not mounted now. */
  static List<String> walking(Scope scope) {
    List<String> rules = protecting(scope);
    for (PathBytes path : scope.exclusions().paths()) {
      if (path.isUnder(scope.source()) && !path.equals(scope.source())) {
        rules.add("-p " + anchored(path, scope.source()));
      }
    }
    for (Glob glob : scope.exclusions().globs()) {
      rules.add("-p " + pattern(glob.latin1()));
    }
    return rules;
  }

  /** For every pass: the copy of what is not mounted now, or is mounted over, is left alone. */
  static List<String> protecting(Scope scope) {
    List<String> rules = new ArrayList<>();
    scope.missing().forEach(path -> rules.add("- " + anchored(path, scope.source())));
    scope.hidden().forEach(path -> rules.add("- " + below(path, scope.source())));
    return rules;
  }

  private static String anchored(PathBytes path, PathBytes source) {
    String relative = PathBytes.ROOT.resolve(path.relativeTo(source)).latin1();
    return hasWildcard(relative) ? relative.replaceAll("[\\\\*?\\[]", "\\\\$0") : relative;
  }

  /** Everything in a directory, but not the directory itself. */
  private static String below(PathBytes path, PathBytes source) {
    String relative = PathBytes.ROOT.resolve(path.relativeTo(source)).latin1();
    return relative.replaceAll("[\\\\*?\\[]", "\\\\$0") + "/*";
  }

  /** A backslash escapes only in patterns that hold a wildcard; elsewhere it is itself. */
  private static boolean hasWildcard(String text) {
    return text.chars().anyMatch(value -> value == '*' || value == '?' || value == '[');
  }

  /** Translates a glob of ours, which knows no {@code **} and no named classes. */
  static String pattern(String glob) {
    StringBuilder out = new StringBuilder();
    boolean wild = false;
    for (int at = 0; at < glob.length(); ) {
      int end = elementEnd(glob, at);
      String element = glob.substring(at, end);
      wild |= isWild(element);
      appendElement(out, element);
      at = end;
    }
    return wild ? out.toString() : literal(glob);
  }

  private static boolean isWild(String element) {
    return element.equals("*") || element.equals("?") || element.length() > 2;
  }

  private static void appendElement(StringBuilder out, String element) {
    boolean starAgain = element.equals("*") && out.length() > 0 && endsWithStar(out);
    if (starAgain) {
      return;
    }
    if (element.equals("*") || element.equals("?")) {
      out.append(element);
    } else if (element.length() > 2) {
      appendClass(out, element);
    } else {
      appendLiteral(out, element.charAt(element.length() - 1));
    }
  }

  /** Two stars in a row would match slashes, too. */
  private static boolean endsWithStar(StringBuilder out) {
    int last = out.length() - 1;
    return out.charAt(last) == '*' && (last == 0 || out.charAt(last - 1) != '\\');
  }

  private static void appendLiteral(StringBuilder out, char value) {
    if ("\\*?[".indexOf(value) >= 0) {
      out.append('\\');
    }
    out.append(value);
  }

  /** Spelled out byte by byte, so that both sides mean the same by it. */
  private static void appendClass(StringBuilder out, String element) {
    Glob glob = Exclusions.of(List.of(element)).globs().get(0);
    out.append('[');
    for (int value = 1; value < 256; value++) {
      if (value != '/' && glob.matches(new byte[] {(byte) value}, 0, 1)) {
        out.append('\\').append((char) value);
      }
    }
    out.append(']');
  }

  private static String literal(String glob) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < glob.length(); ) {
      int end = elementEnd(glob, at);
      out.append(glob.charAt(end - 1));
      at = end;
    }
    String text = out.toString();
    return hasWildcard(text) ? text.replaceAll("[\\\\*?\\[]", "\\\\$0") : text;
  }

  /** An element is a byte, an escaped byte, or a whole class; as {@link Glob} reads it. */
  private static int elementEnd(String glob, int at) {
    if (glob.charAt(at) == '\\' && at + 1 < glob.length()) {
      return at + 2;
    }
    if (glob.charAt(at) != '[') {
      return at + 1;
    }
    int end = at + 1;
    end += end < glob.length() && "!^".indexOf(glob.charAt(end)) >= 0 ? 1 : 0;
    int close = glob.indexOf(']', end + 1);
    return close < 0 ? at + 1 : close + 1;
  }
}
