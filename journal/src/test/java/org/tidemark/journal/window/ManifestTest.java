package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.testing.ByteTree;

class ManifestTest {
  @TempDir Path temp;
  private WindowFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new WindowFixture(temp);
  }

  @AfterEach
  void close() throws Exception {
    on.close();
  }

  private List<JsonObject> manifest(Level level) throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(level, ""));
    Path file = ManifestFiles.of(on.state, WindowFixture.CONSUMER, window.id());
    return Files.readAllLines(file).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static List<String> values(List<JsonObject> manifest, String key) {
    return manifest.stream()
        .filter(line -> line.has(key))
        .map(line -> line.get(key).getAsString())
        .toList();
  }

  @Test
  void itSaysWhatWasCreatedChangedAndRemovedAndEndsWithItsCount() throws Exception {
    on.write("old");
    on.full();
    on.write("new");
    on.row("new", ChangeBits.CREATED | ChangeBits.CONTENT, Reason.CHANGED);
    on.changed("old");
    on.removed("gone");
    List<JsonObject> manifest = manifest(Level.INCREMENTAL);
    assertThat(values(manifest, "created")).containsExactly(on.at("new").toString());
    assertThat(values(manifest, "changed")).containsExactly(on.at("old").toString());
    assertThat(values(manifest, "removed")).containsExactly(on.at("gone").toString());
    assertThat(manifest.get(0).get("level").getAsString()).isEqualTo("incremental");
    assertThat(manifest.get(manifest.size() - 1).get("end").getAsInt())
        .isEqualTo(manifest.size() - 2);
  }

  @Test
  void longExtendedAttributesAndManyOfThemAreWhole() throws Exception {
    on.write("d/a");
    var attributes =
        Files.getFileAttributeView(on.data.resolve("d"), UserDefinedFileAttributeView.class);
    byte[] longest = new byte[1500];
    Arrays.fill(longest, (byte) 0xff);
    attributes.write("a-long-one", ByteBuffer.wrap(longest));
    for (int each = 0; each < 12; each++) {
      attributes.write("one-of-many-attributes-with-long-names-" + each, ByteBuffer.allocate(1));
    }
    on.full();
    on.row("d/a", ChangeBits.CREATED, Reason.CHANGED);
    JsonObject found =
        manifest(Level.INCREMENTAL).stream()
            .filter(line -> line.has("xattrs") && line.getAsJsonObject("xattrs").size() > 0)
            .map(line -> line.getAsJsonObject("xattrs"))
            .findFirst()
            .orElseThrow();
    assertThat(found.size()).isEqualTo(13);
    assertThat(Base64.getDecoder().decode(found.get("user.a-long-one").getAsString()))
        .isEqualTo(longest);
  }

  @Test
  void hazard15ADirectoryWhoseNamesChangedIsThereOnceWithItsOwnAttributes() throws Exception {
    on.write("d/a");
    on.write("d/b");
    on.write("still/c");
    Files.setPosixFilePermissions(
        on.data.resolve("d"), PosixFilePermissions.fromString("rwxr-x---"));
    on.full();
    on.row("d/a", ChangeBits.CREATED, Reason.CHANGED);
    on.row("d/b", ChangeBits.CREATED, Reason.CHANGED);
    on.removed("d/c");
    on.changed("still/c");
    List<JsonObject> manifest = manifest(Level.INCREMENTAL);
    // Putting still/c back changes the time of its directory, too.
    assertThat(values(manifest, "attributes"))
        .containsExactly(on.top().toString(), on.at("d").toString(), on.at("still").toString());
    JsonObject attributes =
        manifest.stream().filter(line -> line.has("attributes")).toList().get(1);
    assertThat(attributes.get("mode").getAsInt()).isEqualTo(0750);
    long seconds = Files.getLastModifiedTime(on.data.resolve("d")).toMillis() / 1000;
    assertThat(attributes.getAsJsonArray("mtime").get(0).getAsLong()).isEqualTo(seconds);
  }

  @Test
  void hazard15WhoeverPutsAChangedDirectoryBackChangesTheTimeOfTheOneAbove() throws Exception {
    on.write("a/b/c/d/f");
    on.write("a/b/e/f");
    on.full();
    on.changed("a/b/c/d/f");
    on.removed("a/b/e/g");
    assertThat(values(manifest(Level.INCREMENTAL), "attributes"))
        .containsExactly(
            on.at("a/b/c").toString(),
            on.at("a/b/c/d").toString(),
            on.at("a/b").toString(),
            on.at("a/b/e").toString());
  }

  @Test
  void hazard13NamesPresentAreThereForCollapsedAndMovedButNotForGapsAndFulls() throws Exception {
    on.write("c/one");
    on.write("c/sub/not-this");
    on.write("m/sub/deep");
    on.write("gap/f");
    on.full();
    on.row("c", ChangeBits.CONTENTS | ChangeBits.DIRECTORY, Reason.COLLAPSED);
    on.row("m", ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, Reason.MOVED_IN);
    on.journal.write(store -> store.openGap(on.at("gap"), Reason.QUEUE_OVERFLOW));
    List<JsonObject> manifest = manifest(Level.INCREMENTAL);
    assertThat(values(manifest, "names"))
        .containsExactly(on.at("c").toString(), on.at("m").toString(), on.at("m/sub").toString());
    assertThat(values(manifest, "attributes"))
        .contains(on.at("m").toString(), on.at("m/sub").toString());
    assertThat(values(manifest, "unknown")).containsExactly(on.at("gap").toString());
    assertThat(values(manifest, "name")).containsExactlyInAnyOrder("one", "sub", "sub", "deep");
    assertThat(manifest(Level.FULL)).hasSize(2);
  }

  /** No product saves one: a restored tree has what stood there before. */
  @Test
  void aSocketIsNothingInPlaceOfWhatWasThere() throws Exception {
    on.write("c/one");
    on.write("m/sub/deep");
    on.full();
    ByteTree tree = new ByteTree(on.top());
    for (String name : List.of("was-a-directory", "c/in-contents", "m/sub/in-moved", "linked")) {
      tree.socket(name);
    }
    tree.link("linked", "linked-again");
    on.row("was-a-directory", ChangeBits.CREATED, Reason.CHANGED);
    on.row("linked", ChangeBits.CREATED, Reason.CHANGED);
    on.row("linked-again", ChangeBits.CREATED, Reason.CHANGED);
    on.row("c", ChangeBits.CONTENTS | ChangeBits.DIRECTORY, Reason.COLLAPSED);
    on.row("m", ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, Reason.MOVED_IN);

    List<JsonObject> manifest = manifest(Level.INCREMENTAL);

    List<String> gone =
        List.of(
            on.at("was-a-directory").toString(),
            on.at("linked").toString(),
            on.at("linked-again").toString());
    assertThat(values(manifest, "removed")).containsAll(gone);
    assertThat(values(manifest, "created")).doesNotContainAnyElementsOf(gone);
    assertThat(values(manifest, "name")).containsExactlyInAnyOrder("one", "sub", "deep");
    assertThat(manifest).noneMatch(line -> line.has("linked"));
  }

  @Test
  void renamesOfDirectoriesAreHints() throws Exception {
    on.write("to/f");
    on.full();
    on.journal.write(
        store -> {
          store.append(out -> out.renamed(on.at("from"), on.at("to")));
          return true;
        });
    JsonObject moved = manifest(Level.INCREMENTAL).get(1);
    assertThat(moved.get("moved").getAsString()).isEqualTo(on.at("from").toString());
    assertThat(moved.get("to").getAsString()).isEqualTo(on.at("to").toString());
  }
}
