package org.tidemark.rsync;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What was said of a fault: by the next list of a consumer that had seen everything before it, and
 * by the daemon's log.
 *
 * @param entries of the list, {@code REASON PATH} each; none where there was no window
 * @param window how its opening ended, for people
 * @param log what the daemon printed meanwhile
 */
record Reported(List<String> entries, String window, String log) {
  private static final Pattern RECONCILED = Pattern.compile("are reconciled by a walk: (.+)");

  /** Of a window that could not be opened. */
  static Reported without(LiveDaemon.Result opened, String log) {
    return new Reported(List.of(), opened.toString(), log);
  }

  /**
   * @param list in the JSON form
   */
  static Reported of(LiveDaemon.Result list, String log) {
    List<String> entries = new ArrayList<>();
    for (String line : list.out().lines().toList()) {
      JsonObject object = JsonParser.parseString(line).getAsJsonObject();
      if (object.has("reason")) {
        entries.add(object.get("reason").getAsString() + " " + object.get("path").getAsString());
      }
    }
    return new Reported(entries, "exit code " + list.code() + "\n" + list.err(), log);
  }

  /** Whether the log says that a gap with such a whole reason was turned into changes. */
  boolean hasReconciled(Pattern wanted) {
    return RECONCILED
        .matcher(log)
        .results()
        .flatMap(match -> Stream.of(match.group(1).split(", ")))
        .anyMatch(reason -> wanted.matcher(reason).matches());
  }

  /** Whether an entry's whole reason, or the reason and the path, is like that. */
  boolean hasReason(Pattern wanted) {
    return entries.stream()
        .anyMatch(
            entry ->
                wanted.matcher(entry.substring(0, entry.indexOf(' '))).matches()
                    || wanted.matcher(entry).matches());
  }
}
