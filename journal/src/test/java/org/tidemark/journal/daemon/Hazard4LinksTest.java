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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/**
 * Hazard 4: an event names one name of a file with several. Every list here is made without a walk
 * of its own, so the other names come from the index.
 */
@Execution(ExecutionMode.CONCURRENT)
class Hazard4LinksTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  static Stream<Arguments> sources() {
    return Stream.of(
        Arguments.of("fanotify", Kind.EXT4),
        Arguments.of("fanotify", Kind.XFS),
        Arguments.of("fanotify", Kind.BTRFS),
        Arguments.of("fanotify", Kind.TMPFS),
        Arguments.of("inotify", Kind.EXT4),
        Arguments.of("inotify", Kind.OVERLAY));
  }

  private void mount(Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    tree.mkdir("data");
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
  }

  private void start(String source, String... more) throws Exception {
    startWith("link-walk = no", source, more);
  }

  private void startWith(String walk, String source, String... more) throws Exception {
    List<String> lines = new ArrayList<>(List.of("[journal]", walk));
    lines.addAll(List.of("source = " + source, "[filesystem data]"));
    lines.add("path = " + tree.path("data"));
    lines.addAll(List.of(more));
    daemon.configured(lines.toArray(String[]::new));
    awaitIndex();
    Eventually.await("the gap of the start is all that it becomes", this::isReconciled);
    // What it became is on this list.
    List<String> unused = tidemark.next("c");
  }

  private void awaitIndex() {
    Eventually.await("the index is complete", this::isComplete);
  }

  /** Some filesystems leave nothing to be found out: their gaps stay and are listed whole. */
  private boolean isReconciled() {
    JsonObject status = tidemark.status();
    return status.getAsJsonArray("gaps").size() == status.getAsJsonArray("notReconciled").size();
  }

  private boolean isComplete() {
    JsonObject links = tidemark.status().getAsJsonObject("links");
    return links.get("reading").getAsString().equals("complete");
  }

  @AfterEach
  void stop() {
    daemon.close();
    filesystem.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void append(String name) {
    tree.append("data/" + name, bytes("more"));
  }

  private String listed(String name) {
    return "O " + tree.path("data/" + name);
  }

  /** The next list, without its reasons. */
  private List<String> next() {
    return tidemark.next("c").stream()
        .map(entry -> entry.substring(0, entry.lastIndexOf(' ')))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aWriteThroughOneNameListsTheOtherInAnotherDirectory(String source, Kind kind)
      throws Exception {
    mount(kind);
    tree.mkdir("data/D");
    tree.write("data/a", "1");
    tree.link("data/a", "data/D/b");
    start(source);

    append("a");

    assertThat(next()).containsExactlyInAnyOrder(listed("a"), listed("D/b"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aNewLinkListsTheOldName(String source, Kind kind) throws Exception {
    mount(kind);
    tree.mkdir("data/D");
    tree.write("data/D/old", "1");
    start(source);

    tree.link("data/D/old", "data/new");
    Eventually.await("the old name is found", () -> fileNames() == 2);

    assertThat(next()).contains(listed("new"), listed("D/old"));
    append("new");
    assertThat(next()).containsExactlyInAnyOrder(listed("new"), listed("D/old"));
  }

  private int fileNames() {
    return tidemark.status().getAsJsonObject("links").get("fileNames").getAsInt();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aNameInARenamedDirectoryIsListedWhereItIsNow(String source, Kind kind) throws Exception {
    mount(kind);
    tree.mkdirs("data/D/sub");
    tree.write("data/y", "1");
    tree.link("data/y", "data/D/sub/x");
    start(source);

    tree.rename("data/D", "data/D2");
    List<String> unused = next();
    awaitIndex();
    append("y");

    assertThat(next()).containsExactlyInAnyOrder(listed("y"), listed("D2/sub/x"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aWriteThroughANameThatIsGoneListsTheOther(String source, Kind kind) throws Exception {
    mount(kind);
    tree.mkdir("data/D");
    tree.write("data/y", "1");
    tree.link("data/y", "data/D/x");
    start(source);

    append("D/x");
    tree.unlink("data/D/x");

    assertThat(next()).contains(listed("y"));
    assertThat(next()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aWriteThroughANameThatIsOfAnotherFileNowListsTheOther(String source, Kind kind)
      throws Exception {
    mount(kind);
    tree.mkdir("data/D");
    tree.write("data/y", "1");
    tree.link("data/y", "data/D/x");
    tree.write("data/z", "1");
    tree.link("data/z", "data/D/z");
    start(source);

    append("D/x");
    tree.rename("data/D/z", "data/D/x");

    assertThat(next()).contains(listed("y"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void ofAFileThatIsGoneWithAllItsNamesNothingElseIsListed(String source, Kind kind)
      throws Exception {
    mount(kind);
    tree.mkdir("data/D");
    tree.write("data/y", "1");
    tree.link("data/y", "data/D/x");
    tree.write("data/still", "1");
    tree.link("data/still", "data/D/still");
    startWith("link-walk = yes", source);

    append("D/x");
    tree.unlink("data/D/x");
    tree.unlink("data/y");

    assertThat(next()).allMatch(entry -> entry.endsWith("/data/y") || entry.endsWith("/data/D/x"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aRenamedNameIsListedUnderItsNewName(String source, Kind kind) throws Exception {
    mount(kind);
    tree.mkdir("data/D");
    tree.write("data/y", "1");
    tree.link("data/y", "data/D/x");
    start(source);

    tree.rename("data/D/x", "data/z");
    List<String> unused = next();
    append("y");

    assertThat(next()).containsExactlyInAnyOrder(listed("y"), listed("z"));
  }

  @ParameterizedTest
  @EnumSource(names = "OVERLAY", mode = EnumSource.Mode.EXCLUDE)
  void aWriteThroughAnExcludedNameListsTheIncludedOne(Kind kind) throws Exception {
    mount(kind);
    tree.mkdir("data/tmp");
    tree.write("data/tmp/x", "1");
    tree.link("data/tmp/x", "data/included");
    start("fanotify", "exclude = tmp");

    append("tmp/x");

    assertThat(next()).containsExactly(listed("included"));
    assertThat(next()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "OVERLAY", mode = EnumSource.Mode.EXCLUDE)
  void aWriteThroughANameOutsideTheRootListsTheOneInside(Kind kind) throws Exception {
    mount(kind);
    tree.write("data/inside", "1");
    start("fanotify");
    tree.link("data/inside", "outside");
    Eventually.await("the name inside is found", () -> fileNames() == 1);
    List<String> unused = next();

    tree.append("outside", bytes("more"));

    assertThat(next()).containsExactly(listed("inside"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void whatLiesInADirectoryThatCameFromOutsideIsKnown(String source, Kind kind) throws Exception {
    mount(kind);
    tree.mkdirs("away/sub");
    tree.write("data/a", "1");
    tree.link("data/a", "away/sub/b");
    start(source);

    tree.rename("away", "data/here");
    List<String> unused = next();
    Eventually.await("the name that came is found", () -> fileNames() == 2);
    append("a");

    assertThat(next()).containsExactlyInAnyOrder(listed("a"), listed("here/sub/b"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void whatWasLinkedWhileNoDaemonRanIsKnownAfterTheStart(String source, Kind kind)
      throws Exception {
    mount(kind);
    tree.mkdir("data/D");
    tree.write("data/a", "1");
    start(source);
    daemon.stop();

    tree.link("data/a", "data/D/b");
    start(source);
    append("a");

    assertThat(next()).containsExactlyInAnyOrder(listed("a"), listed("D/b"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aNameThatChangedPlacesWithADirectoryIsListedUnderItsNewName(String source, Kind kind)
      throws Exception {
    mount(kind);
    tree.mkdirs("data/D/sub");
    tree.write("data/y", "1");
    tree.link("data/y", "data/D/x");
    start(source);

    tree.exchange("data/D/x", "data/D/sub");
    List<String> unused = next();
    awaitIndex();
    append("y");

    assertThat(next()).containsExactlyInAnyOrder(listed("y"), listed("D/sub"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void theIndexFindsTheOldNameOfALinkThatWasMadeOutsideAndMovedIn(String source, Kind kind)
      throws Exception {
    mount(kind);
    tree.mkdirs("data/D");
    tree.write("data/D/old", "1");
    start(source);

    tree.link("data/D/old", "outside");
    tree.rename("outside", "data/new");
    Eventually.await("the old name is found", () -> fileNames() == 2);
    List<String> unused = next();
    append("new");

    assertThat(next()).containsExactlyInAnyOrder(listed("new"), listed("D/old"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aLinkThatWasMadeOutsideAndMovedInListsTheOldName(String source, Kind kind) throws Exception {
    mount(kind);
    tree.mkdirs("data/D");
    tree.write("data/D/old", "1");
    startWith("link-walk = yes", source);

    tree.link("data/D/old", "outside");
    tree.rename("outside", "data/new");

    assertThat(next()).contains(listed("new"), listed("D/old"));
    append("new");
    assertThat(next()).containsExactlyInAnyOrder(listed("new"), listed("D/old"));
  }
}
