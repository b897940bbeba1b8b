package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The lists of one job as bpbkar read them: only the most specific file of each kind counts. Used
 * by one thread.
 *
 * @param includeText the include list's bytes, one character each
 */
record ClientLists(PatternList exclude, PatternList include, String includeText) {
  static ClientLists none(Behaviours behaviours) {
    PatternList nothing = PatternList.parse("", behaviours);
    return new ClientLists(nothing, nothing, "");
  }

  static ClientLists read(
      OpenvFolder openv, String policy, String schedule, Behaviours behaviours) {
    String include = text(openv.list("include_list", policy, schedule));
    String exclude = text(openv.list("exclude_list", policy, schedule));
    return new ClientLists(
        PatternList.parse(exclude, behaviours), PatternList.parse(include, behaviours), include);
  }

  private static String text(Optional<Path> file) {
    try {
      return file.isEmpty() ? "" : Files.readString(file.get(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rule that makes a list of changed files possible: see {@link #replacement}. */
  boolean replaceSelections() {
    return exclude.excludesEverything() && include.hasOnlyFullPaths();
  }

  /** The paths that take the place of the selections, in the order of the list. */
  List<String> replacement() {
    return include.patterns().stream().map(line -> line.fullPath().orElseThrow()).toList();
  }
}
