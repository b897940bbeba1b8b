package org.tidemark.journal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.restore.RestoreFixture.at;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.list.ManifestWriter;
import org.tidemark.journal.model.ExitCode;

/**
 * A symbolic link became a directory: a product that laid the link first may have followed it with
 * all that came below the directory.
 */
class FormerLinkTest {
  @TempDir Path temp;
  private RestoreFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new RestoreFixture(temp);
    on.full();
    on.tree.mkdir("data/dir");
    on.increment(1, out -> out.created(at("dir"), 'l'));
  }

  private static void directory(ManifestWriter out) throws IOException {
    out.changed(at("dir"), 'd');
    out.names(at("dir"), "moved-in");
    out.name("x".getBytes(StandardCharsets.US_ASCII), 'f');
    out.name("deep".getBytes(StandardCharsets.US_ASCII), 'd');
    out.names(at("dir/deep"), "moved-in");
    out.name("y".getBytes(StandardCharsets.US_ASCII), 'f');
  }

  @Test
  void whatWentAsideIsFetchedHazard14() throws Exception {
    on.increment(2, FormerLinkTest::directory);

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.told())
        .contains("fetch /data/dir/x", "fetch /data/dir/deep", "fetch /data/dir/deep/y");
    on.file("data/dir/x");
    on.tree.mkdir("data/dir/deep");
    on.file("data/dir/deep/y");
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void whatIsThereIsNot() throws Exception {
    on.file("data/dir/x");
    on.tree.mkdir("data/dir/deep");
    on.file("data/dir/deep/y");
    on.increment(2, FormerLinkTest::directory);

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void norIsWhatWentLater() throws Exception {
    on.increment(2, FormerLinkTest::directory);
    on.increment(
        3,
        out -> {
          out.removed(at("dir/x"));
          out.removed(at("dir/deep"));
        });

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aNameThatIsMadeLaterInThatDirectoryIsFetched() throws Exception {
    on.increment(2, out -> out.changed(at("dir"), 'd'));
    on.increment(3, out -> out.created(at("dir/late"), 'f'));

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.told()).contains("fetch /data/dir/late");
  }

  private void link(String target, String name) {
    on.tree.symlink(target, name);
    on.tree.setModified(name, RestoreFixture.OLD, 5);
  }

  @Test
  void aLinkInPlaceOfTheDirectoryIsToldWithItsTarget() throws Exception {
    on.tree.rmdir("data/dir");
    link("other", "data/dir");
    on.tree.mkdir("data/other");
    on.increment(2, FormerLinkTest::directory);

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.told())
        .contains("followed /data/dir -> other", "removed /data/dir", "fetch /data/dir/deep/y");
  }

  @Test
  void aLinkThatIsGoneOrStandsForAnotherFileIsNot() throws Exception {
    link("dir", "data/gone");
    link("dir", "data/file");
    on.increment(
        2,
        out -> {
          out.changed(at("dir"), 'd');
          out.changed(at("file"), 'f');
          out.removed(at("gone"));
        });

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(on.told()).containsExactly("removed /data/gone");
  }

  @Test
  void whereNoLinkWasMissingNamesAreTheProductsAffair() throws Exception {
    on.tree.mkdir("data/other");
    on.increment(
        2,
        out -> {
          out.changed(at("dir"), 'd');
          out.created(at("other/late"), 'f');
        });

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
  }
}
