package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.Invocation;

/** Jobs that save some of what is watched. */
class ChosenTreesTest {
  @TempDir private Path folder;
  private HookedTree on;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    on = HookedTree.start(folder);
    on.tree().mkdir("a");
    on.tree().mkdir("b");
  }

  @AfterEach
  void stop() {
    on.close();
  }

  private String name(String relative) {
    return on.tree().top().latin1() + "/" + relative;
  }

  private static List<String> good(Invocation call) {
    assertThat(call.exit()).as(call.err()).isZero();
    return call.out().lines().toList();
  }

  private List<String> listed(int job, String level, int previous, String... trees) {
    String[] words =
        List.of(trees).stream().map(tree -> "tree=" + name(tree)).toArray(String[]::new);
    return good(on.objects(job, level, previous, words));
  }

  @Test
  void aJobListsItsOwnTreesAndNothingElse() {
    assertThat(listed(1, "Full", 0, "a")).contains(name("a")).doesNotContain(name("b"));
    on.tree().write("a/f", "1");
    on.tree().write("b/f", "1");

    assertThat(listed(2, "Incremental", 1, "a")).contains(name("a/f")).doesNotContain(name("b/f"));
  }

  @Test
  void whatComesInFromAnotherTreeIsListed() {
    on.tree().mkdirs("b/d");
    on.tree().write("b/d/f", "1");
    List<String> unused = listed(1, "Full", 0, "a");
    on.tree().rename("b/d", "a/d");

    assertThat(listed(2, "Incremental", 1, "a")).contains(name("a/d"));
  }

  @Test
  void aFileWrittenByItsNameInAnotherTreeIsListedByItsOwn() {
    on.tree().write("a/f", "1");
    on.tree().link("a/f", "b/g");
    List<String> unused = listed(1, "Full", 0, "a");
    on.tree().append("b/g", new byte[] {'2'});

    assertThat(listed(2, "Incremental", 1, "a")).contains(name("a/f")).doesNotContain(name("b/g"));
  }

  /** As with {@code Ignore FileSet Changes}: Bacula then takes no Full by itself. */
  @Test
  void aJobWhoseTreesAreOthersThanBeforeHasNoBaseAndSaysSo() {
    List<String> unused = listed(1, "Full", 0, "a");
    on.tree().write("b/f", "1");

    List<String> both = listed(2, "Incremental", 1, "a", "b");
    Invocation warnings = on.window(2);

    assertThat(both).contains(name("a"), name("b"));
    assertThat(warnings.exit()).isEqualTo(ExitCode.PARTIAL.number());
    assertThat(warnings.out()).contains("run a Full");
  }

  @Test
  void aJobOfAllTreesIsNoBaseOfOneThatHasSomeNorTheOtherWayRound() {
    List<String> all = listed(1, "Full", 0);
    List<String> some = listed(2, "Incremental", 1, "a");
    List<String> again = listed(3, "Incremental", 2);

    assertThat(all).contains(name("").substring(0, name("").length() - 1));
    assertThat(some).contains(name("a"));
    assertThat(again).contains(name("").substring(0, name("").length() - 1));
  }

  /** Bacula takes up its older FileSet where the text is the old one again. */
  @Test
  void theOldTreesAgainGoOnFromTheirLastJob() {
    List<String> full = listed(1, "Full", 0, "a");
    List<String> other = listed(2, "Full", 0, "b");
    on.tree().write("a/f", "1");

    assertThat(listed(3, "Incremental", 1, "a")).contains(name("a/f")).doesNotContain(name("a"));
    assertThat(full).isNotEqualTo(other);
  }

  @Test
  void anEstimateIsOfTheChosenTrees() {
    assertThat(listed(1, "Full", 0, "a")).contains(name("a"));
    on.tree().write("b/f", "1");

    List<String> full =
        good(on.block("objects", 2, "Full", "jobid=0", "prev=", "tree=" + name("a")));
    List<String> incremental =
        good(
            on.block(
                "objects",
                2,
                "Incremental",
                "jobid=0",
                "prev=" + HookedTree.job(1),
                "tree=" + name("a")));

    assertThat(full).containsExactly(name("a"));
    assertThat(incremental).isEmpty();
  }

  @Test
  void aTreeThatIsNotWatchedFailsTheJobWithoutALine() {
    Invocation job = on.objects(1, "Full", 0, "tree=/etc");
    Invocation estimate = on.objects(1, "Full", 0, "jobid=0", "tree=/etc");
    Invocation config = on.call(List.of("bacula", "config", "/etc"));

    for (Invocation each : List.of(job, estimate, config)) {
      each.isRefused(ExitCode.REFUSED.number(), "/etc is not watched");
      assertThat(each.out()).isEmpty();
    }
  }

  @Test
  void theConfigurationIsOfTheChosenTrees() {
    List<String> lines = good(on.call(List.of("bacula", "config", name("a"), name("b"))));

    assertThat(lines)
        .filteredOn(line -> line.contains(" fileset kind="))
        .hasSize(3)
        .allMatch(line -> line.contains(" tree=" + name("a") + " tree=" + name("b") + " jobid="));
  }
}
