package org.tidemark.bacula;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * Restores of one client, each into an empty folder of its own, which stands for {@code /}.
 *
 * @param client as the Director names it
 * @param fileset as the Director names it
 */
record Restores(Director director, String client, String fileset) {
  /** The newest state. */
  Path newest() {
    return state("");
  }

  /**
   * As {@link #newest}, or an older state.
   *
   * @param before local time, {@code YYYY-MM-DD HH:MM:SS}; empty for the newest
   */
  Path state(String before) {
    Path target = director.folder().resolve("restored-" + System.nanoTime());
    String unused = into("where=" + target + which(before) + " select all done yes");
    return target;
  }

  private static String which(String before) {
    return before.isEmpty() ? " current" : " before=\"" + before + "\"";
  }

  /**
   * Restores the names of a list once more, into the same folder, each by itself: of a list Bacula
   * looks for a name in the jobs of those before it, and takes an older version there.
   */
  String again(Path target, Path list, String before) {
    List<String> commands = new ArrayList<>();
    try {
      for (String name : Files.readAllLines(list, StandardCharsets.ISO_8859_1)) {
        Path one = Path.of(list + "." + commands.size());
        Files.writeString(one, name + "\n", StandardCharsets.ISO_8859_1);
        String where = " where=" + target + " replace=always" + which(before);
        commands.add("restore " + whose() + where + " file=<" + one + " yes");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String[] others = commands.subList(1, commands.size()).toArray(String[]::new);
    return director.restore(commands.get(0).substring("restore ".length()), others);
  }

  /**
   * Restores names once more that no list can hold, by the tree that the console shows: patterns
   * stand for what cannot be typed.
   */
  String fromTree(Path target, List<PathBytes> names, String before) {
    List<String> answers = new ArrayList<>();
    for (PathBytes name : names) {
      answers.add("cd /");
      List<String> parts = List.of(typed(name).substring(1).split("/"));
      parts.subList(0, parts.size() - 1).forEach(part -> answers.add("cd " + part));
      answers.add("mark " + parts.get(parts.size() - 1));
    }
    answers.addAll(List.of("done", "yes"));
    String words = whose() + " where=" + target + " replace=always" + which(before) + " select";
    return director.restore(words, answers.toArray(String[]::new));
  }

  private static String typed(PathBytes name) {
    return name.latin1().replaceAll("[\\x00-\\x7f&&[^A-Za-z0-9/._-]]", "?");
  }

  private String whose() {
    return "client=" + client + " fileset=" + fileset;
  }

  /** Restores by other words of the console, and gives what that said. */
  String into(String words) {
    return director.restore(whose() + " " + words);
  }
}
