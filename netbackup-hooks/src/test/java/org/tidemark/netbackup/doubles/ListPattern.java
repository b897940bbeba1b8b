package org.tidemark.netbackup.doubles;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an include or exclude list. Bytes are held one per character. Immutable.
 *
 * <p>Wildcards are {@code * ? [ ] { }}; a backslash makes the next character literal only in front
 * of one of these. A line without a slash matches a name at any depth, one that ends with a slash
 * matches directories only.
 */
final class ListPattern {
  private static final String WILDCARDS = "*?[]{}";

  private final String line;
  private final String literal;
  private final boolean wild;
  private final boolean directoriesOnly;
  private final Pattern pattern;

  private ListPattern(String line, Reading read) {
    this.line = line;
    this.wild = read.wild;
    this.directoriesOnly = meansDirectories(line);
    this.literal = read.literal.toString();
    this.pattern = Pattern.compile(read.regex.toString(), Pattern.DOTALL);
  }

  private static boolean meansDirectories(String line) {
    return line.length() > 1 && line.endsWith("/");
  }

  static ListPattern parse(String line, Behaviours behaviours) {
    String name = meansDirectories(line) ? line.substring(0, line.length() - 1) : line;
    Reading reading = new Reading(name, behaviours);
    reading.run();
    return new ListPattern(line, reading);
  }

  private static final class Reading {
    private final String line;
    private final Behaviours behaviours;
    private final StringBuilder literal = new StringBuilder();
    private final StringBuilder regex = new StringBuilder();
    private boolean wild;
    private int at;
    private int openBraces;

    Reading(String line, Behaviours behaviours) {
      this.line = line;
      this.behaviours = behaviours;
    }

    void run() {
      while (at < line.length()) {
        char value = line.charAt(at);
        if (value == '\\') {
          backslash();
        } else if (WILDCARDS.indexOf(value) >= 0) {
          wildcard(value);
        } else if (value == ',' && openBraces > 0) {
          regex.append('|');
          at++;
        } else {
          take(value, 1);
        }
      }
      if (openBraces > 0) {
        regex.append(')');
      }
    }

    private void take(char value, int length) {
      literal.append(value);
      regex.append(Pattern.quote(String.valueOf(value)));
      at += length;
    }

    private void backslash() {
      if (at + 1 < line.length() && isEscapable(line.charAt(at + 1))) {
        take(line.charAt(at + 1), 2);
      } else if (isFoldedPair()) {
        take('\\', 2);
      } else {
        take('\\', 1);
      }
    }

    private boolean isEscapable(char value) {
      boolean brace = value == '{' || value == '}';
      return WILDCARDS.indexOf(value) >= 0
          && (!brace || behaviours.has(UnverifiedBehaviour.BRACES_CAN_BE_ESCAPED));
    }

    private boolean isFoldedPair() {
      int end = at;
      while (end < line.length() && line.charAt(end) == '\\') {
        end++;
      }
      return behaviours.has(UnverifiedBehaviour.DOUBLE_BACKSLASH_IS_ONE)
          && end - at >= 2
          && end < line.length()
          && isEscapable(line.charAt(end));
    }

    private void wildcard(char value) {
      wild = true;
      int end = line.indexOf(']', at + 2);
      if (value == '[' && end > 0) {
        characterClass(end);
        return;
      }
      at++;
      switch (value) {
        case '*' -> regex.append(anything()).append('*');
        case '?' -> regex.append(anything());
        case '{' -> open();
        case '}' -> close();
        default -> regex.append(Pattern.quote(String.valueOf(value)));
      }
    }

    private String anything() {
      return behaviours.has(UnverifiedBehaviour.STAR_CROSSES_SLASHES) ? "." : "[^/]";
    }

    private void characterClass(int end) {
      String inside = line.substring(at + 1, end).replace("\\", "\\\\").replace("[", "\\[");
      regex.append('[').append(inside.replace("&", "\\&")).append(']');
      at = end + 1;
    }

    private void open() {
      regex.append("(?:");
      openBraces++;
    }

    private void close() {
      regex.append(openBraces > 0 ? ")" : "\\}");
      openBraces = Math.max(0, openBraces - 1);
    }
  }

  /** True for the three lines that exclude everything. */
  boolean isEverything() {
    return line.equals("/") || line.equals("*") || line.equals("/*");
  }

  /** The path itself if it is a full one without wildcards: only such lines replace selections. */
  Optional<String> fullPath() {
    return wild || !line.startsWith("/") ? Optional.empty() : Optional.of(literal);
  }

  boolean matches(String path, boolean directory) {
    if (directoriesOnly && !directory) {
      return false;
    }
    String subject = line.indexOf('/') >= 0 && !bareName() ? path : lastName(path);
    return pattern.matcher(subject).matches();
  }

  /** A single name, perhaps with a slash behind it. */
  private boolean bareName() {
    int slash = line.indexOf('/');
    return slash < 0 || (slash == line.length() - 1 && line.length() > 1);
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  String line() {
    return line;
  }
}
