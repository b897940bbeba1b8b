package org.tidemark.netbackup.doubles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;

/** What an include list for a list-driven policy must never hold. Has no state. */
final class ListManners {
  /** Paths longer than this are never saved. */
  static final int LONGEST = 1023;

  private ListManners() {}

  /** Breaches of the rules, in the order of the lines. */
  static List<String> breaches(ClientLists lists, Machine machine) {
    List<String> found = new ArrayList<>();
    String text = lists.includeText();
    if (!lists.exclude().excludesEverything()) {
      found.add("the exclude list does not exclude everything: the selections are walked");
    }
    if (!text.isEmpty() && !text.endsWith("\n")) {
      found.add("the include list's last line has no end: it may have been cut");
    }
    Optional<PathBytes> before = Optional.empty();
    for (ListPattern line : lists.include().patterns()) {
      Optional<String> path = line.fullPath();
      path.ifPresentOrElse(
          full -> checkPath(line.line(), full, machine, found),
          () ->
              found.add(
                  "a bare name or an unescaped wildcard turns the list into a walk: "
                      + line.line()));
      Optional<PathBytes> bytes = path.filter(ListManners::isCanonical).map(PathBytes::ofLatin1);
      checkOrder(before, bytes, found);
      before = bytes;
    }
    return found;
  }

  private static void checkPath(String line, String path, Machine machine, List<String> found) {
    if (path.length() > LONGEST) {
      found.add("an entry has " + path.length() + " bytes, more than " + LONGEST + ": " + line);
    }
    if (line.endsWith(" ") || line.endsWith("\t") || line.endsWith("\r")) {
      found.add("white space at the end of an entry does not match: " + line);
    }
    if (line.endsWith("/") || !isCanonical(path)) {
      found.add("an entry is not canonical: " + line);
    } else if (machine.isBehindLink(path)) {
      found.add("an entry goes through a symbolic link: " + line);
    }
  }

  static boolean isCanonical(String path) {
    List<String> parts = Arrays.asList(path.split("/"));
    return !path.contains("//") && !parts.contains("..") && !parts.contains(".");
  }

  private static void checkOrder(
      Optional<PathBytes> before, Optional<PathBytes> now, List<String> found) {
    if (before.isPresent() && now.isPresent()) {
      if (before.equals(now)) {
        found.add("an entry is there twice: " + now.get());
      } else if (now.get().isUnder(before.get())) {
        found.add("an entry lies below another one and is saved twice: " + now.get());
      }
    }
  }
}
