package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.OpenFile;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SharedMapping;

/** What an audit says of losses, of what only looks like one, and of wrong questions. */
class AuditTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  @BeforeEach
  void start() throws Exception {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4);
    tree = filesystem.tree();
    tree.mkdirs("d/e");
    for (String name : List.of("d/old", "d/chmod", "d/e/file", "d/gone", "linked")) {
      tree.write(name, "1");
    }
    tree.link("linked", "d/link");
    daemon = new RunningDaemon(folder).watch(tree.top());
    tidemark = daemon.tidemark();
    tidemark.next("c");
    awaitLaterTimes();
  }

  @AfterEach
  void stop() {
    daemon.close();
    filesystem.close();
  }

  /** Until change times are newer than the window beyond doubt. */
  private void awaitLaterTimes() {
    long now = System.currentTimeMillis() + 20;
    Eventually.await("the clock goes on", () -> System.currentTimeMillis() > now);
  }

  private List<JsonObject> audit(int exit, String... more) {
    List<String> arguments = new ArrayList<>(List.of("audit", tree.top().latin1(), "--json"));
    arguments.addAll(List.of(more));
    Answer answer = tidemark.run(arguments.toArray(String[]::new));
    assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
    return answer.out().lines().map(JsonParser::parseString).map(e -> e.getAsJsonObject()).toList();
  }

  private static List<String> paths(List<JsonObject> lines, String kind) {
    return lines.stream()
        .filter(line -> line.get("kind").getAsString().equals(kind))
        .map(line -> line.get("path").getAsString())
        .toList();
  }

  private static JsonObject end(List<JsonObject> lines) {
    JsonObject last = lines.get(lines.size() - 1);
    assertThat(last.get("kind").getAsString()).isEqualTo("end");
    return last;
  }

  private String at(String name) {
    return tree.path(name).toString();
  }

  @Test
  void whatTheJournalHasIsNoMiss() {
    tree.write("d/new", "1");
    tree.append("d/e/file", new byte[] {1});
    tree.chmod("d/chmod", 0600);
    tree.unlink("d/gone");
    tree.mkdir("d/dir");

    JsonObject end = end(audit(0, "--consumer", "c"));

    assertThat(end.get("misses").getAsInt()).isZero();
    assertThat(end.get("doubts").getAsInt()).isZero();
    assertThat(end.get("byRow").getAsInt()).isEqualTo(5);
    assertThat(end.get("complete").getAsBoolean()).isTrue();
  }

  @Test
  void aLostRowIsNamedWithItsReason() throws Exception {
    tree.append("d/e/file", new byte[] {1});
    tree.append("d/old", new byte[] {1});
    audit(0, "--consumer", "c");
    assertThat(LostRows.named(daemon.state(), "file")).isEqualTo(1);

    List<JsonObject> lines = audit(7, "--consumer", "c");

    assertThat(paths(lines, "miss")).containsExactly(at("d/e/file"));
    assertThat(lines.get(1).get("reason").getAsString())
        .matches(
            "ctime \\S+Z is newer than the base \\(\\S+Z, position \\d+\\) and no row, CONTENTS,"
                + " SUBTREE or gap covers it");
    assertThat(end(lines).get("misses").getAsInt()).isEqualTo(1);
  }

  @Test
  void aLostRemovalIsNamedByItsDirectory() throws Exception {
    tree.unlink("d/gone");
    audit(0, "--consumer", "c");
    LostRows.named(daemon.state(), "gone");

    assertThat(paths(audit(7, "--consumer", "c"), "miss")).containsExactly(at("d"));
  }

  @Test
  void aLostChangeOfAttributesIsAMissUnlessANameWent() throws Exception {
    tree.chmod("d/chmod", 0600);
    audit(0, "--consumer", "c");
    LostRows.named(daemon.state(), "chmod");

    assertThat(paths(audit(7, "--consumer", "c"), "miss")).containsExactly(at("d/chmod"));

    tree.unlink("d/gone");
    List<JsonObject> lines = audit(0, "--consumer", "c");
    assertThat(paths(lines, "doubt")).containsExactly(at("d/chmod"));
    assertThat(lines.get(1).get("reason").getAsString()).contains("another name of it");
  }

  @Test
  void whereTimesMayBeSetBackUntoldAChangeOfAttributesAloneIsADoubtAndAWriteIsAMiss()
      throws Exception {
    Path config =
        Files.writeString(folder.resolve("c.conf"), "[consumer c]\ntime-resets-by = /x\n");
    tree.chmod("d/chmod", 0600);
    tree.append("d/e/file", new byte[] {1});
    audit(0, "--consumer", "c");
    LostRows.named(daemon.state(), "chmod");
    LostRows.named(daemon.state(), "file");

    List<JsonObject> lines = audit(7, "--consumer", "c", "--config", config.toString());

    assertThat(paths(lines, "doubt")).containsExactly(at("d/chmod"));
    assertThat(paths(lines, "miss")).containsExactly(at("d/e/file"));
  }

  @Test
  void aTimeOfAccessThatWasSetIsADoubt() {
    // -h keeps touch from opening it for writing, which would be told.
    Programs.run("touch", "-a", "-h", at("d/old")).orFail();

    List<JsonObject> lines = audit(0, "--consumer", "c");

    assertThat(paths(lines, "doubt")).containsExactly(at("d/old"));
    assertThat(lines.get(1).get("reason").getAsString()).contains("time of access");
  }

  @Test
  void oneCoveredNameIsEnoughForAFileWithSeveral() throws Exception {
    tree.append("linked", new byte[] {1});
    assertThat(end(audit(0, "--consumer", "c")).get("links").getAsInt()).isEqualTo(1);

    LostRows.named(daemon.state(), "linked");
    assertThat(paths(audit(7, "--consumer", "c"), "miss"))
        .hasSize(1)
        .isSubsetOf(at("linked"), at("d/link"));

    Answer part = tidemark.run("audit", at("d"), "--json", "--consumer", "c");
    assertThat(part.exit()).isZero();
    assertThat(part.out()).contains("\"doubt\"").contains("of which 1 were found here");
  }

  @Test
  void aGapCoversAll() throws Exception {
    JsonObject end = end(audit(0, "--since", "1h"));

    assertThat(end.get("byGap").getAsInt()).isEqualTo(1);
    assertThat(end.get("names").getAsInt()).isZero();
  }

  @Test
  void aMovedDirectoryIsNotWalked() {
    tree.mkdirs("outside/deep");
    tree.write("outside/deep/file", "1");
    tidemark.next("c");
    awaitLaterTimes();
    tree.rename("outside", "inside");
    tree.append("inside/deep/file", new byte[] {1});

    assertThat(end(audit(0, "--consumer", "c")).get("bySubtree").getAsInt()).isEqualTo(1);
  }

  @Test
  void hazard23AFileChangedThroughAMappingIsNoMiss() {
    OpenFile file = tree.open("d/old");
    SharedMapping mapping = file.map(1);
    file.close();
    mapping.write(0, new byte[] {7});
    mapping.sync();

    JsonObject end = end(audit(0, "--consumer", "c"));
    mapping.close();

    assertThat(end.get("mapped").getAsInt()).isEqualTo(1);
  }

  @Test
  void anExcludedNameMakesItsDirectoryADoubt() throws Exception {
    daemon.stop();
    daemon.configured("[filesystem data]", "path = " + tree.top().latin1(), "exclude = *.lock");
    tidemark.next("c");
    awaitLaterTimes();
    tree.write("d/x.lock", "1");
    tree.unlink("d/x.lock");

    List<JsonObject> lines = audit(0, "--consumer", "c");

    assertThat(paths(lines, "doubt")).containsExactly(at("d"));
    assertThat(lines.get(1).get("reason").getAsString()).contains("excluded");
  }

  @Test
  void sinceATimeAndSinceAPositionFindTheSame() throws Exception {
    Instant before = Instant.now();
    awaitLaterTimes();
    String position =
        tidemark.status().get("journal").getAsString()
            + ":"
            + tidemark.status().get("position").getAsLong();
    tidemark.next("c");
    awaitLaterTimes();
    tree.append("d/old", new byte[] {1});
    audit(0);
    LostRows.named(daemon.state(), "old");

    assertThat(paths(audit(7, "--since", position), "miss")).containsExactly(at("d/old"));
    assertThat(paths(audit(7), "miss")).containsExactly(at("d/old"));
    // The coarse clock knows no position that is late enough, so that the gap of the start covers.
    assertThat(end(audit(0, "--since", before.toString())).get("byGap").getAsInt()).isEqualTo(1);
  }

  @Test
  void textIsForPeople() throws Exception {
    tree.append("d/old", new byte[] {1});
    audit(0, "--consumer", "c");
    LostRows.named(daemon.state(), "old");

    Answer answer = tidemark.run("audit", tree.top().latin1(), "--consumer", "c");

    assertThat(answer.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("# what is newer than "),
            line -> assertThat(line).startsWith("miss " + at("d/old") + ": ctime "),
            line -> assertThat(line).startsWith("# 1 misses, 0 doubts, 0 places unseen; "));
    assertThat(answer.err()).isEmpty();
  }

  @Test
  void wrongQuestionsAreRefused() {
    tidemark.run("audit", "/usr").isRefused(5, "/usr is not watched");
    tidemark
        .run("audit", tree.top().latin1(), "--consumer", "nobody")
        .isRefused(1, "no consumer nobody");
    tidemark
        .run("audit", tree.top().latin1(), "--since", "0".repeat(32) + ":1")
        .isRefused(1, "another journal");
    assertThat(tidemark.run("audit").exit()).isEqualTo(2);
    assertThat(
            tidemark.run("audit", tree.top().latin1(), "--consumer", "c", "--since", "1h").exit())
        .isEqualTo(2);
  }

  @Test
  void aConsumerWithoutABaseMissesNothing() {
    tidemark.open("new");

    List<JsonObject> lines = audit(0, "--consumer", "new");

    assertThat(lines.get(0).get("full").getAsBoolean()).isTrue();
  }

  @Test
  void withoutADaemonThereIsNoAudit() {
    daemon.stop();

    tidemark.run("audit", tree.top().latin1()).isRefused(4, "no daemon answers");
  }

  @Test
  void aStateFolderInTheTreeIsNotItsBusiness() throws Exception {
    daemon.stop();
    Path state = Path.of(tree.top().latin1(), "state");
    try (RunningDaemon inside =
        new RunningDaemon(Files.createDirectory(folder.resolve("in")), state).watch(tree.top())) {
      inside.tidemark().next("c");
      awaitLaterTimes();
      inside.tidemark().next("other");

      Answer answer = inside.tidemark().run("audit", tree.top().latin1(), "--consumer", "c");
      assertThat(answer.exit()).as(answer.toString()).isZero();
    }
  }
}
