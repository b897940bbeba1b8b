package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the double does not let pass in a list that drives a policy. */
class ListMannersTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void start() {
    bench = Bench.in(folder);
    bench.netbackup().put(bench.netbackup().policy(Bench.POLICY).drivenByList());
    bench.tree().mkdir("d");
    bench.tree().write("d/f", "x");
    bench.tree().write("e", "x");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private List<String> violations(String... lines) {
    bench.lists(lines);
    bench.netbackup().forgetViolations();
    JobResult unused = bench.run();
    return bench.netbackup().violations();
  }

  private void isBreach(String words, String... lines) {
    assertThat(violations(lines)).singleElement().asString().contains(words);
  }

  @Test
  void aCleanListIsNoBreach() {
    bench.tree().write("odd *?[]{} name", "x");

    assertThat(
            violations(
                bench.path("d/f"), bench.path("e"), bench.path("odd \\*\\?\\[\\]\\{\\} name")))
        .isEmpty();
  }

  @Test
  void aBareNameIsABreach() {
    isBreach("turns the list into a walk", "core");
  }

  @Test
  void anUnescapedWildcardIsABreach() {
    isBreach("turns the list into a walk", bench.path("d/*"));
  }

  @Test
  void aWayThroughALinkIsABreach() {
    bench.tree().symlink("d", "l");

    isBreach("through a symbolic link", bench.path("l/f"));
  }

  @Test
  void moreThan1023BytesAreABreach() {
    isBreach("more than 1023", "/" + "x".repeat(1023));
  }

  @Test
  void aBlankAtTheEndIsABreach() {
    isBreach("white space at the end", bench.path("e "));
  }

  @Test
  void aNameTwiceIsABreach() {
    isBreach("there twice", bench.path("e"), bench.path("e"));
  }

  @Test
  void aNameBelowAnotherIsABreach() {
    isBreach("saved twice", bench.path("d"), bench.path("d/f"));
  }

  @Test
  void aPathThatIsNotCanonicalIsABreach() {
    isBreach("not canonical", bench.path("d") + "/../e");
  }

  @Test
  void aListThatMayBeCutIsABreach() {
    bench.write(
        bench.netbackup().openv().netbackup().resolve("include_list.lists.nightly"),
        bench.path("e"));
    bench.list("exclude_list.lists.nightly", "/");

    JobResult unused = bench.run();

    assertThat(bench.netbackup().violations()).singleElement().asString().contains("has no end");
  }

  @Test
  void anExcludeListThatLeavesSomethingInIsABreach() {
    bench.lists(bench.path("e"));
    bench.list("exclude_list.lists.nightly", "*.tmp");

    JobResult unused = bench.run();

    assertThat(bench.netbackup().violations())
        .singleElement()
        .asString()
        .contains("does not exclude everything");
  }
}
