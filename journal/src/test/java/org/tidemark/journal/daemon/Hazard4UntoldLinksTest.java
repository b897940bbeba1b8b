package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/**
 * Hazard 4: links whose making no event told, or told together with more. Every list here is made
 * without a walk of its own, so the other names come from the index.
 */
class Hazard4UntoldLinksTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  private void start(String source, Kind kind) throws Exception {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    tree.mkdirs("data/D");
    tree.write("data/D/old", "1");
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
    daemon.configured(
        "[journal]",
        "link-walk = no",
        "source = " + source,
        "[filesystem data]",
        "path = " + tree.path("data"));
    Eventually.await("the index is complete", this::isComplete);
    // Only now is the gap of the start closed, and what it became is on this list.
    List<String> unused = tidemark.next("c");
  }

  private JsonObject links() {
    return tidemark.status().getAsJsonObject("links");
  }

  private boolean isComplete() {
    return links().get("reading").getAsString().equals("complete");
  }

  @AfterEach
  void stop() {
    daemon.close();
    filesystem.close();
  }

  private String listed(String name) {
    return "O " + tree.path("data/" + name);
  }

  private void assertAWriteListsBoth(String one, String other) {
    Eventually.await("both names are known", () -> links().get("fileNames").getAsInt() == 2);
    List<String> unused = tidemark.next("c");
    tree.append("data/" + one, "more".getBytes(StandardCharsets.US_ASCII));
    assertThat(tidemark.next("c"))
        .extracting(entry -> entry.substring(0, entry.lastIndexOf(' ')))
        .containsExactlyInAnyOrder(listed(one), listed(other));
  }

  @ParameterizedTest
  @CsvSource({"fanotify, EXT4", "inotify, EXT4", "inotify, BTRFS"})
  void aLinkInADirectoryThatCameFromOutsideListsTheOldName(String source, Kind kind)
      throws Exception {
    start(source, kind);

    tree.mkdir("new");
    tree.link("data/D/old", "new/link");
    tree.rename("new", "data/new");

    assertAWriteListsBoth("new/link", "D/old");
  }

  @ParameterizedTest
  @CsvSource({"fanotify, EXT4", "inotify, EXT4", "inotify, BTRFS"})
  void aLinkThatIsChangedAtOnceListsTheOldName(String source, Kind kind) throws Exception {
    start(source, kind);

    tree.link("data/D/old", "data/link");
    tree.chmod("data/link", 0600);

    assertAWriteListsBoth("link", "D/old");
  }
}
