package org.tidemark.journal.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where in the file each section and key stands, which the INI reader does not tell. Whatever that
 * reader would quietly take in another way than it looks is a problem here: a comment behind a
 * value, a backslash that joins lines, text behind a closing quote.
 */
final class IniLines {
  /** A key in a section, as often as it was given. */
  record Place(String section, String key) {}

  private final Problems problems;
  private final Map<String, Integer> sections = new HashMap<>();
  private final Map<Place, List<Integer>> keys = new HashMap<>();
  private final StringBuilder sound = new StringBuilder();
  private String section = "";

  IniLines(String content, Problems problems) {
    this.problems = problems;
    int number = 0;
    // The same line ends as those of the reader: LF, CR, and both.
    for (String line : content.lines().toList()) {
      sound.append(isSound(++number, line.trim()) ? line : "").append('\n');
    }
  }

  /** The file with an empty line in place of each one that the reader would only misread. */
  String sound() {
    return sound.toString();
  }

  private boolean isSound(int number, String line) {
    if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
      return true;
    }
    String problem = line.startsWith("[") ? scanSection(number, line) : scanKey(number, line);
    if (problem != null) {
      problems.add(number, problem);
    }
    return problem == null;
  }

  /** The problem, or null. */
  private String scanSection(int number, String line) {
    if (!line.endsWith("]")) {
      return "a section is written [NAME], with nothing behind it";
    }
    section = line.substring(1, line.length() - 1);
    Integer first = sections.putIfAbsent(section, number);
    return first == null ? null : "section [" + section + "] is already in line " + first;
  }

  private String scanKey(int number, String line) {
    int equals = line.indexOf('=');
    if (equals <= 0) {
      return "neither a section nor 'key = value': " + line;
    }
    String key = line.substring(0, equals).trim();
    if (section.isEmpty()) {
      return "key '" + key + "' stands before the first section";
    }
    String problem = valueProblem(line.substring(equals + 1).trim());
    if (problem == null) {
      keys.computeIfAbsent(new Place(section, key), place -> new ArrayList<>()).add(number);
    }
    return problem;
  }

  private static String valueProblem(String value) {
    if (value.isEmpty()) {
      return "the value is missing";
    }
    if (value.startsWith("\"") || value.startsWith("'")) {
      return quotingProblem(value);
    }
    for (int at = 1; at < value.length(); at++) {
      if (Character.isWhitespace(value.charAt(at - 1)) && "#;".indexOf(value.charAt(at)) >= 0) {
        return "put the comment on a line of its own, or the value in quotes";
      }
    }
    return value.equals("\\") || value.endsWith(" \\") || value.endsWith("\t\\")
        ? "a value cannot go on in the next line"
        : null;
  }

  private static String quotingProblem(String value) {
    char quote = value.charAt(0);
    int at = 1;
    while (at < value.length() && value.charAt(at) != quote) {
      at += value.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= value.length()) {
      return "the closing quote is missing";
    }
    return at < value.length() - 1 ? "there is something behind the closing quote" : null;
  }

  int ofSection(String name) {
    return sections.getOrDefault(name, 0);
  }

  /** The line of the n-th value of a key, counted from 0; the section's if there is none. */
  int ofKey(String name, String key, int occurrence) {
    List<Integer> lines = keys.getOrDefault(new Place(name, key), List.of());
    return occurrence < lines.size() ? lines.get(occurrence) : ofSection(name);
  }
}
