package org.tidemark.bacula;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Glob;
import org.tidemark.journal.model.PathBytes;

/**
 * What Bacula leaves out where it walks by itself, as Options blocks. The first block that matches
 * a name decides (Bacula 9.6, findlib/find.c accept_file), so trees inside others come first and
 * end with a block that keeps all that is still in them. Bacula may leave out less than Tidemark,
 * which costs space, but never more. Texts have one character per byte.
 *
 * @param never paths that are left out whatever tree they are in
 */
record LeftOut(List<PathBytes> never, List<Tree> trees) {
  static final LeftOut NOTHING = new LeftOut(List.of(), List.of());

  /** A watched tree and what is left out in it, but not in trees inside. */
  record Tree(PathBytes path, Exclusions exclusions) {
    private boolean isInside(Tree other) {
      return !path.equals(other.path) && path.isUnder(other.path);
    }

    private String start() {
      return path.isRoot() ? "^/" : "^" + Regex.literal(path.latin1()) + "/";
    }
  }

  LeftOut {
    never = List.copyOf(never);
    trees = trees.stream().sorted(Comparator.comparing(Tree::path).reversed()).toList();
  }

  /**
   * Nothing, or lines for an Include block.
   *
   * @param options those of the block that saves: after a match they stay in force for the next
   *     name
   */
  String blocks(String options) {
    StringBuilder out = new StringBuilder();
    block(out, options, wilds(never), true);
    for (Tree tree : trees) {
      List<String> patterns = wilds(tree.exclusions.paths());
      for (Glob glob : tree.exclusions.globs()) {
        Regex.of(glob.latin1())
            .ifPresent(
                name -> patterns.add("regex = " + quoted(tree.start() + "(.*/)?" + name + "$")));
      }
      block(out, options, patterns, true);
      if (trees.stream().anyMatch(other -> tree.isInside(other) && !other.exclusions.isEmpty())) {
        block(out, options, List.of("regex = " + quoted(tree.start())), false);
      }
    }
    return out.toString();
  }

  private static void block(
      StringBuilder out, String options, List<String> patterns, boolean exclude) {
    if (!patterns.isEmpty()) {
      out.append("    Options { ").append(options).append("; ");
      out.append(String.join("; ", patterns)).append(exclude ? "; exclude = yes }\n" : " }\n");
    }
  }

  private static List<String> wilds(List<PathBytes> paths) {
    List<String> patterns = new ArrayList<>();
    for (PathBytes path : paths) {
      patterns.add("wild = " + quoted(fnmatch(path.latin1())));
    }
    return patterns;
  }

  private static String fnmatch(String path) {
    return path.replaceAll("[\\\\*?\\[]", "\\\\$0");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
