package org.tidemark.journal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tidemark.journal.restore.RestoreFixture.at;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/** Manifests that cannot be trusted: a clear message, and nothing is removed. */
class RestoreRefusalTest {
  @TempDir Path temp;
  private RestoreFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new RestoreFixture(temp);
    on.file("data/f");
    on.full();
    on.increment(1, out -> out.removed(at("f")));
  }

  @AfterEach
  void nothingWasRemoved() {
    assertThat(on.tree.list("data")).contains("kept");
  }

  private void refused(String... words) {
    on.file("data/kept");
    assertThatThrownBy(on::clean)
        .isInstanceOfSatisfying(
            TidemarkException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED))
        .message()
        .contains(words)
        .contains("nothing was removed");
    assertThat(on.tree.list("data")).contains("f");
  }

  @Test
  void aManifestThatIsMissingBetweenTwo() throws Exception {
    on.increment(3, out -> out.removed(at("kept")));
    refused("between 20 and 30", "4.manifest");
  }

  @Test
  void unlessHolesAreAccepted() throws Exception {
    on.file("data/kept");
    on.increment(3, out -> {});
    on.acceptingHoles().clean();
    assertThat(on.tree.list("data")).containsExactly("kept");
    assertThat(on.notes()).singleElement().asString().contains("between 20 and 30");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30, 200})
  void aManifestThatIsCutShort(int bytes) throws Exception {
    Path place = on.folder.resolve("2.manifest");
    byte[] whole = Files.readAllBytes(place);
    Files.write(place, java.util.Arrays.copyOf(whole, Math.max(0, whole.length - bytes)));
    refused("2.manifest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"removed\":\"/etc/passwd\"}",
        "{\"removed\":\"/data/../etc\"}",
        "{\"removed\":\"data/f\"}",
        "{\"name\":\"x\",\"type\":\"f\"}",
        "{\"created\":\"/data/f\",\"type\":\"?\"}",
        "{\"something\":1}",
        "[]",
        "{\"removed\":{}}",
        "{"
      })
  void aManifestThatHoldsALineOfAnotherForm(String line) throws Exception {
    Path place = on.folder.resolve("2.manifest");
    String whole = Files.readString(place);
    Files.writeString(place, whole.replace("{\"end\":1}\n", line + "\n{\"end\":2}\n"));
    refused("2.manifest", "broken");
  }

  @Test
  void aBrokenOneIsLeftOutIfThatIsAccepted() throws Exception {
    on.file("data/kept");
    Files.writeString(on.folder.resolve("2.manifest"), "{");
    on.acceptingHoles().clean();
    assertThat(on.tree.list("data")).containsExactly("f", "kept");
  }

  @Test
  void manifestsOfTwoConsumersUnlessOneIsNamed() throws Exception {
    RestoreFixture.write(
        Files.createDirectory(on.folder.resolve("other")),
        "other",
        RestoreFixture.JOURNAL,
        9,
        Level.FULL,
        0,
        90,
        out -> {});
    on.file("data/kept");
    assertThatThrownBy(on::clean).hasMessageContaining("several consumers: [c, other]");
    assertThat(on.tree.list("data")).contains("f");
    on.of("c").clean();
    assertThat(on.tree.list("data")).containsExactly("kept");
  }

  @Test
  void aManifestOfAnotherJournalMadeAfterTheFull() throws Exception {
    RestoreFixture.write(on.folder, "c", "later", 7, Level.INCREMENTAL, 5, 6, out -> {});
    refused("7.manifest", "another journal");
  }

  @Test
  void incrementsWithoutTheirFull() throws Exception {
    Files.delete(on.folder.resolve("1.manifest"));
    refused("no manifest of a full");
  }

  @Test
  void noManifestsAtAll() throws Exception {
    Files.delete(on.folder.resolve("1.manifest"));
    Files.delete(on.folder.resolve("2.manifest"));
    refused("no manifests were found");
  }

  @Test
  void laterWindowsAreLeftOutIfATimeIsGiven() throws Exception {
    on.file("data/kept");
    on.increment(2, out -> out.removed(at("kept")));
    on.until(RestoreFixture.MADE + 2000).clean();
    assertThat(on.tree.list("data")).containsExactly("kept");
  }

  @Test
  void manifestsThatAreLinksInTheRestoredTreeAreNotRead() throws Exception {
    on.file("data/kept");
    Path inside = Path.of(on.tree.top().latin1() + "/var/lib/tidemark");
    Files.createDirectories(inside);
    Path trap = Files.createDirectories(temp.toRealPath().resolve("trap/c"));
    RestoreFixture.write(trap, "c", "trap", 1, Level.FULL, 0, 5, out -> {});
    Files.createSymbolicLink(inside.resolve("manifests"), trap.getParent());
    on.clean();
    assertThat(on.tree.list("data")).containsExactly("kept");
  }
}
