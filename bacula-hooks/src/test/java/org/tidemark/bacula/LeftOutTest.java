package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;

/** Hazard 25: an exclusion holds in its own tree, and in no other. */
class LeftOutTest {
  private static final Pattern PATTERN =
      Pattern.compile("(wild|regex) = \"((?:[^\"\\\\]|\\\\.)*)\"");

  private static LeftOut.Tree tree(String path, String... patterns) {
    return new LeftOut.Tree(PathBytes.ofUtf8(path), Exclusions.of(List.of(patterns)));
  }

  private static LeftOut of(LeftOut.Tree... trees) {
    return new LeftOut(List.of(PathBytes.ofUtf8("/state")), List.of(trees));
  }

  /** As Bacula's accept_file: the first block that matches decides. */
  private static boolean keeps(LeftOut leftOut, String name) {
    return leftOut
        .blocks("o = yes")
        .lines()
        .filter(block -> matches(block, name))
        .findFirst()
        .map(block -> !block.contains("exclude = yes"))
        .orElse(true);
  }

  private static boolean matches(String block, String name) {
    Matcher each = PATTERN.matcher(block);
    while (each.find()) {
      String pattern = each.group(2).replaceAll("\\\\(.)", "$1");
      boolean found =
          each.group(1).equals("wild") ? name.equals(pattern) : PosixRegex.matches(pattern, name);
      if (found) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aGlobOfOneTreeIsKeptInAnother() {
    LeftOut leftOut = of(tree("/srv/build", "*.tmp"), tree("/srv/mail"), tree("/srv/build2"));

    assertThat(keeps(leftOut, "/srv/build/x.tmp")).isFalse();
    assertThat(keeps(leftOut, "/srv/build/deep/x.tmp")).isFalse();
    assertThat(keeps(leftOut, "/srv/mail/x.tmp")).isTrue();
    assertThat(keeps(leftOut, "/srv/build2/x.tmp")).isTrue();
    assertThat(keeps(leftOut, "/srv/build/x.tmpl")).isTrue();
  }

  /** Bacula compares whole paths, and characters. */
  @Test
  void aGlobEndsWithItsName() {
    LeftOut leftOut = of(tree("/data", "core[!a-z]*", "a[+-9]b", "cache?"));

    assertThat(keeps(leftOut, "/data/core.7")).isFalse();
    assertThat(keeps(leftOut, "/data/d/cache1")).isFalse();
    assertThat(keeps(leftOut, "/data/core/x")).isTrue();
    assertThat(keeps(leftOut, "/data/a5b")).isFalse();
    assertThat(keeps(leftOut, "/data/a/b")).isTrue();
    assertThat(keeps(leftOut, "/data/cache\u00c3\u00a9")).isTrue();
  }

  @Test
  void aGlobThatBaculaCannotBeToldLeavesNothingOut() {
    LeftOut leftOut = of(tree("/data", "cache[\u00c3\u00a9]"));

    assertThat(leftOut.blocks("o = yes")).doesNotContain("regex");
    assertThat(keeps(leftOut, "/data/cache\u00c3\u00a9")).isTrue();
  }

  @Test
  void aTreeInsideAnotherHasOnlyItsOwn() {
    LeftOut leftOut = of(tree("/srv", "*.tmp", "/srv/cache"), tree("/srv/a.b", "*.log"));

    assertThat(keeps(leftOut, "/srv/x.tmp")).isFalse();
    assertThat(keeps(leftOut, "/srv/cache")).isFalse();
    assertThat(keeps(leftOut, "/srv/x.log")).isTrue();
    assertThat(keeps(leftOut, "/srv/a.b/x.tmp")).isTrue();
    assertThat(keeps(leftOut, "/srv/a.b/deep/x.log")).isFalse();
    assertThat(keeps(leftOut, "/srv/axb/x.tmp")).isFalse();
  }

  @Test
  void theRootOfAllIsATreeToo() {
    LeftOut leftOut = of(tree("/", "*.tmp"));

    assertThat(keeps(leftOut, "/x.tmp")).isFalse();
    assertThat(keeps(leftOut, "/home/x.tmp")).isFalse();
    assertThat(keeps(leftOut, "/state")).isFalse();
    assertThat(keeps(leftOut, "/stated")).isTrue();
  }

  @Test
  void withoutExclusionsThereIsNoBlock() {
    assertThat(LeftOut.NOTHING.blocks("o = yes")).isEmpty();
  }
}
