package org.tidemark.bacula;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
   * Restores names once more, into the same folder, as {@code restore-clean} says.
   *
   * @param script for the console, which it wrote
   */
  String again(Path script, String before) {
    try {
      String commands = Files.readString(script, StandardCharsets.ISO_8859_1);
      return director.console(
          commands
              .replaceAll("(?m)^restore ", "restore " + whose() + " ")
              .replace(" current ", which(before) + " "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String whose() {
    return "client=" + client + " fileset=" + fileset;
  }

  /** Restores by other words of the console, and gives what that said. */
  String into(String words) {
    return director.restore(whose() + " " + words);
  }
}
