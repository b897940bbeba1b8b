package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/**
 * Hazard 4: a file is changed through a name in another tree than those that the consumer saves.
 */
@Execution(ExecutionMode.CONCURRENT)
class Hazard4OtherTreesTest {
  private static final byte[] MORE = "more".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  static Stream<Arguments> sources() {
    return Stream.of(
        Arguments.of("fanotify", Kind.EXT4),
        Arguments.of("fanotify", Kind.XFS),
        Arguments.of("fanotify", Kind.TMPFS),
        Arguments.of("inotify", Kind.EXT4));
  }

  /** {@code saved} is what the consumer saves, {@code other/f} another name of {@code saved/f}. */
  private void start(String source, Kind kind, String... roots) throws Exception {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    tree.mkdirs("data/saved");
    tree.mkdirs("data/other/deep");
    tree.write("data/saved/f", "1");
    tree.write("data/saved/still", "1");
    tree.link("data/saved/f", "data/other/deep/f");
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
    List<String> lines = new ArrayList<>(List.of("[journal]", "source = " + source));
    for (String root : roots) {
      lines.add("[filesystem " + root.replace('/', '-') + "]");
      lines.add("path = " + tree.path(root));
    }
    daemon.configured(lines.toArray(String[]::new));
    Eventually.await("the index is complete", this::isComplete);
    Eventually.await("the gap of the start is all that it becomes", this::isReconciled);
    List<String> unused = next();
  }

  private boolean isComplete() {
    JsonObject links = tidemark.status().getAsJsonObject("links");
    return links.get("reading").getAsString().equals("complete");
  }

  private boolean isReconciled() {
    JsonObject status = tidemark.status();
    return status.getAsJsonArray("gaps").size() == status.getAsJsonArray("notReconciled").size();
  }

  @AfterEach
  void stop() {
    daemon.close();
    filesystem.close();
  }

  /** The next list, without its reasons. */
  private List<String> next() {
    return tidemark.next("c", "--path", tree.path("data/saved").toString()).stream()
        .map(entry -> entry.substring(0, entry.lastIndexOf(' ')))
        .toList();
  }

  private String savedName() {
    return "O " + tree.path("data/saved/f");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aWriteThroughANameBesideListsTheOneThatIsSaved(String source, Kind kind) throws Exception {
    start(source, kind, "data");

    tree.append("data/other/deep/f", MORE);

    assertThat(next()).containsExactly(savedName());
    assertThat(next()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void soItDoesWhereEachTreeIsWatchedByItself(String source, Kind kind) throws Exception {
    start(source, kind, "data/saved", "data/other");

    tree.append("data/other/deep/f", MORE);

    assertThat(next()).containsExactly(savedName());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void soItDoesWhereTheNameBesideIsGone(String source, Kind kind) throws Exception {
    start(source, kind, "data");

    tree.append("data/other/deep/f", MORE);
    tree.unlink("data/other/deep/f");

    assertThat(next()).containsExactly(savedName());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void soItDoesWhereTheDirectoryBesideHasAnotherName(String source, Kind kind) throws Exception {
    start(source, kind, "data");

    tree.append("data/other/deep/f", MORE);
    tree.rename("data/other/deep", "data/other/renamed");

    assertThat(next()).containsExactly(savedName());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void soItDoesWhereTheNameBesideIsOfAnotherFileNow(String source, Kind kind) throws Exception {
    start(source, kind, "data");

    tree.append("data/other/deep/f", MORE);
    tree.write("data/other/new", "2");
    tree.rename("data/other/new", "data/other/deep/f");

    assertThat(next()).containsExactly(savedName());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void whatIsWrittenBesideAndHasNoNameHereIsNotListed(String source, Kind kind) throws Exception {
    start(source, kind, "data");

    tree.write("data/other/alone", "2");
    tree.rename("data/other/deep", "data/other/renamed");

    assertThat(next())
        .doesNotContain("O " + tree.path("data/other/alone"))
        .allMatch(savedName()::equals);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aLinkThatIsMadeBesideIsKnownByTheNextWrite(String source, Kind kind) throws Exception {
    start(source, kind, "data");

    tree.link("data/saved/still", "data/other/late");
    List<String> unused = next();
    tree.append("data/other/late", MORE);

    assertThat(next()).containsExactly("O " + tree.path("data/saved/still"));
  }
}
