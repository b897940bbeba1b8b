package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;

/** Our exclusions and rsync's filters mean the same. */
class FilterRulesTest {
  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "*.tmp, *.tmp",
    "a**b, a*b",
    "back\\\\slash, back\\slash",
    "\\*star, \\*star",
    "x\\q, xq",
    "\\q*, q*",
    "un[closed, un\\[closed",
    "[ab]x, [\\a\\b]x",
    "'tr ', 'tr '",
  })
  void globsBecomePatterns(String glob, String pattern) {
    assertThat(FilterRules.pattern(glob)).isEqualTo(pattern);
  }

  @Test
  void pathsAreAnchoredAtTheSourceAndEscapedOnlyWhereItHasAMeaning() {
    Scope scope = scope("/data", "/data/a\\b", "/data/c*\\d", "/data/[e", "/other", "/data");
    assertThat(FilterRules.walking(scope)).containsExactly("-p /a\\b", "-p /c\\*\\\\d", "-p /\\[e");
  }

  private static Scope scope(String source, String... patterns) {
    PathBytes path = PathBytes.ofLatin1(source);
    RootInfo root = new RootInfo(path, false, List.of(patterns));
    return Scope.of(path, root, List.of(), Set.of(), List.of(), List.of());
  }

  @Test
  void rsyncLeavesOutWhatTheJournalLeavesOut() throws Exception {
    long seed = 20_240_611;
    Random random = new Random(seed);
    Mirrored tree = new Mirrored(temporary);
    Set<String> names = names(random);
    for (String name : names) {
      tree.shell("mkdir \"src/$1\"; : >\"src/$1/below\"", name);
    }
    for (int round = 0; round < 25; round++) {
      String glob = glob(random);
      Exclusions ours = Exclusions.of(List.of(glob));
      Set<String> kept = new TreeSet<>(names);
      kept.removeIf(name -> ours.excludes(tree.path(name), tree.source));
      assertThat(copied(tree, glob)).as("seed " + seed + ", glob <" + glob + ">").isEqualTo(kept);
    }
  }

  private Set<String> copied(Mirrored tree, String glob) throws Exception {
    Scope scope = scope(tree.source.latin1(), glob);
    String rules = String.join("\0", FilterRules.walking(scope)) + "\0";
    Files.writeString(temporary.resolve("rules"), rules, StandardCharsets.ISO_8859_1);
    String out =
        tree.shell(
            "rm -rf dst; rsync -a --from0 --filter='. rules' src/ dst/; cd dst;"
                + " find . -mindepth 1 -maxdepth 1 -printf '%f\\0'");
    Set<String> names = new TreeSet<>(Arrays.asList(out.split("\0")));
    names.remove("");
    return names;
  }

  private static final String LETTERS = "ab*?[]\\!^-# ;\n\u00ff";

  private static Set<String> names(Random random) {
    Set<String> out = new TreeSet<>();
    while (out.size() < 120) {
      out.add(text(random, LETTERS));
    }
    return out;
  }

  private static String glob(Random random) {
    return text(random, LETTERS + "***[ab]");
  }

  private static String text(Random random, String letters) {
    StringBuilder out = new StringBuilder();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      out.append(letters.charAt(random.nextInt(letters.length())));
    }
    return out.toString();
  }
}
