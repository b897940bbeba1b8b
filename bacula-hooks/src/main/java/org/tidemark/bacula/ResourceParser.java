package org.tidemark.bacula;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the resources of one file as Bacula's lexer does: {@code TYPE { NAME = VALUE; ... }}, with
 * comments, quotes and inner blocks. What it cannot make out is skipped. Used by one thread.
 */
final class ResourceParser {
  private final Path file;
  private final String text;
  private final List<Resource> found = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private Map<String, List<String>> values = new HashMap<>();
  private String type = "";
  private String directive = "";
  private int depth;
  private int at;

  private ResourceParser(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  static List<Resource> parse(Path file, String text) {
    ResourceParser parser = new ResourceParser(file, text);
    while (parser.at < text.length()) {
      parser.step(text.charAt(parser.at++));
    }
    return List.copyOf(parser.found);
  }

  private void step(char value) {
    switch (value) {
      case '#' -> skipComment();
      case '"' -> quoted();
      case '=' -> equalSign();
      case '{' -> open();
      case '}' -> close();
      case ';', '\n' -> endStatement();
      default -> word.append(value);
    }
  }

  private void skipComment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void quoted() {
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 1 : 0;
      if (at < text.length()) {
        word.append(text.charAt(at++));
      }
    }
    at++;
  }

  /** A value may hold more of them. */
  private void equalSign() {
    if (directive.isEmpty()) {
      directive = key(word.toString());
      word.setLength(0);
    } else {
      word.append('=');
    }
  }

  private void open() {
    if (depth++ == 0) {
      type = key(word.toString());
      values = new HashMap<>();
    }
    directive = "";
    word.setLength(0);
  }

  private void close() {
    endStatement();
    if (depth > 0 && --depth == 0) {
      found.add(new Resource(file, type, values));
    }
  }

  /** A brace may stand on the line below its word. */
  private void endStatement() {
    if (!directive.isEmpty()) {
      values.computeIfAbsent(directive, name -> new ArrayList<>()).add(word.toString().strip());
      word.setLength(0);
    } else {
      word.append('\n');
    }
    directive = "";
  }

  private static String key(String name) {
    String[] lines = name.strip().split("\n", -1);
    return lines[lines.length - 1].replaceAll("\\s", "").toLowerCase(Locale.ROOT);
  }
}
