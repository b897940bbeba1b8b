package org.tidemark.journal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.restore.RestoreFixture.at;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.list.ManifestWriter;
import org.tidemark.journal.model.ExitCode;

/** A product that could not put one name of a file cannot link the others to it. */
class LinkedNamesTest {
  @TempDir Path temp;
  private RestoreFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new RestoreFixture(temp);
    on.full();
    on.tree.mkdir("data/d2f");
    on.file("data/d2f/x");
  }

  private static void linked(ManifestWriter out) throws IOException {
    out.created(at("d2f"), 'f');
    out.linked(List.of(at("d2f"), at("other")));
  }

  private static void linkedBelow(ManifestWriter out) throws IOException {
    out.created(at("d2f"), 'f');
    out.linked(List.of(at("d2f"), at("a/b/other")));
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void hazard14TheOtherNamesOfAFileAreFetchedWithTheOneThatADirectoryKeptOut() throws Exception {
    on.increment(1, LinkedNamesTest::linked);

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.told()).contains("fetch /data/d2f", "fetch /data/other");
    on.file("data/d2f");
    assertThat(on.clean().exitCode()).as("one is not there yet").isEqualTo(ExitCode.PARTIAL);
    assertThat(on.told()).containsExactly("fetch /data/other");
    on.tree.link("data/d2f", "data/other");
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void oneThatIsThereNeedNotBeFetched() throws Exception {
    on.file("data/other");
    on.increment(1, LinkedNamesTest::linked);

    assertThat(on.clean().toFetch()).isEqualTo(1);
  }

  @Test
  void oneThatWentLaterIsNotFetched() throws Exception {
    on.increment(1, LinkedNamesTest::linked);
    on.increment(2, out -> out.removed(at("other")));

    assertThat(on.clean().toFetch()).isEqualTo(1);
    assertThat(on.told()).contains("fetch /data/d2f").doesNotContain("fetch /data/other");
  }

  @Test
  void norIsOneWhoseDirectoryWentOrBecameSomethingElse() throws Exception {
    on.increment(1, LinkedNamesTest::linkedBelow);
    on.increment(2, out -> out.removed(at("a/b")));
    assertThat(on.clean().toFetch()).as("removed").isEqualTo(1);

    on.increment(2, out -> out.changed(at("a"), 'f'));
    assertThat(on.clean().toFetch()).as("a file now").isEqualTo(1);

    on.increment(2, out -> out.names(at("a"), "contents"));
    assertThat(on.clean().toFetch()).as("not among the names of a directory").isEqualTo(1);

    on.increment(
        2,
        out -> {
          out.names(at("a"), "contents");
          out.name(name("b"), 'd');
        });
    assertThat(on.clean().toFetch()).as("its directory is there").isEqualTo(2);
  }

  /** It may have gone before the product came to read it. */
  @Test
  void oneThatIsMissingForAnotherReasonIsNotFetched() throws Exception {
    on.file("data/f");
    on.increment(1, out -> out.linked(List.of(at("f"), at("other"))));

    assertThat(on.clean().toFetch()).isZero();
  }
}
