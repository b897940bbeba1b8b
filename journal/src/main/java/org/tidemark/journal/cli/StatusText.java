package org.tidemark.journal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A status for people. It shows whatever the daemon says, so that a field is never in the JSON form
 * only: single values first, then one paragraph for each list.
 */
final class StatusText {
  /** Fields in milliseconds since 1970. */
  private static final Set<String> TIMES =
      Set.of(
          "since",
          "opened",
          "changed",
          "started",
          "made",
          "last",
          "lastFlush",
          "proved",
          "due",
          "failed");

  private StatusText() {}

  static List<String> lines(JsonObject status) {
    List<String> lines = new ArrayList<>();
    status.entrySet().forEach(field -> addSingle(lines, field));
    status.entrySet().forEach(field -> addList(lines, field));
    return lines;
  }

  private static void addSingle(List<String> lines, Map.Entry<String, JsonElement> field) {
    if (field.getValue() instanceof JsonPrimitive value) {
      lines.add(field.getKey() + ": " + single(field.getKey(), value));
    } else if (field.getValue() instanceof JsonObject object) {
      lines.add(field.getKey() + ": " + inOneLine(object));
    }
  }

  private static void addList(List<String> lines, Map.Entry<String, JsonElement> field) {
    if (field.getValue() instanceof JsonArray list) {
      lines.add(field.getKey() + ":" + (list.isEmpty() ? " none" : ""));
      list.forEach(element -> lines.add("  " + element(field.getKey(), element)));
    }
  }

  private static String element(String name, JsonElement element) {
    if (element instanceof JsonObject object) {
      return inOneLine(object);
    }
    return element instanceof JsonPrimitive value ? single(name, value) : element.toString();
  }

  private static String inOneLine(JsonObject object) {
    StringBuilder line = new StringBuilder();
    object
        .entrySet()
        .forEach(
            field -> {
              String value = element(field.getKey(), field.getValue());
              if (!value.isEmpty() && !value.equals("[]")) {
                line.append(line.isEmpty() ? "" : "  ").append(field.getKey()).append('=');
                line.append(value);
              }
            });
    return line.toString();
  }

  private static String single(String name, JsonPrimitive value) {
    boolean time = TIMES.contains(name) && value.getAsString().matches("\\d{1,15}");
    return time
        ? Instant.ofEpochMilli(value.getAsLong()).truncatedTo(ChronoUnit.SECONDS).toString()
        : value.getAsString();
  }
}
