package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tidemark.journal.cli.Main;

/** The command line, run inside this JVM against the daemon of one state folder. */
final class Tidemark {
  private final Path state;

  Tidemark(Path state) {
    this.state = state;
  }

  /** Runs a command with this state folder; arguments have one character per byte. */
  Answer run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--state");
    all.add(state.toString());
    return bare(all);
  }

  /** Runs exactly these arguments. */
  static Answer bare(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Main.run(arguments, out, new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Answer(
        exit, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.UTF_8));
  }

  /** Opens a window and gives its id. */
  String open(String consumer, String... more) {
    List<String> arguments = new ArrayList<>(List.of("window", "open", "--consumer", consumer));
    arguments.addAll(List.of(more));
    String printed = run(arguments.toArray(String[]::new)).orFail();
    assertThat(printed).matches("\\d+\n");
    return printed.strip();
  }

  void commit(String window) {
    run("window", "commit", window).orFail();
  }

  /** The entries of a window's whole list: {@code KIND PATH REASON}, the kind by its letter. */
  List<String> entries(String window) {
    return entriesOf(run("window", "list", window, "--format", "json"));
  }

  /** As {@link #entries}, of any list printed as JSON. */
  static List<String> entriesOf(Answer answer) {
    List<String> lines = answer.orFail().lines().toList();
    List<String> entries = new ArrayList<>();
    for (String line : lines.subList(1, lines.size() - 1)) {
      JsonObject entry = JsonParser.parseString(line).getAsJsonObject();
      entries.add(
          entry.get("kind").getAsString().substring(0, 1).toUpperCase(Locale.ROOT)
              + " "
              + entry.get("path").getAsString()
              + " "
              + entry.get("reason").getAsString());
    }
    assertThat(lines).last().isEqualTo("{\"end\":" + entries.size() + "}");
    return entries;
  }

  /** Opens, lists and commits: what a consumer with good backups sees next. */
  List<String> next(String consumer, String... more) {
    String window = open(consumer, more);
    List<String> entries = entries(window);
    commit(window);
    return entries;
  }

  JsonObject status() {
    return JsonParser.parseString(run("status", "--json").orFail()).getAsJsonObject();
  }
}
