package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;

/** Names are bytes, in the tree as well as in the paths of source and mirror. */
@Execution(ExecutionMode.CONCURRENT)
class OddNamesTest {
  @TempDir private Path temporary;
  private Mirrored tree;

  static List<String> names() {
    return List.of(
        "#comment",
        ";comment",
        "trailing ",
        " leading",
        "new\nline",
        "carriage\r",
        "ends\n",
        "-option",
        "star*[a]?",
        "back\\slash",
        "back\\#012",
        "qu\"ote'",
        "caf\u00c3\u00a9",
        "not\u00ff\u00fe\u00c3utf8",
        "\u00ff".repeat(255),
        ":colon:",
        "..x",
        "$(false)`false`");
  }

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir src/d");
    tree.full();
  }

  @ParameterizedTest
  @MethodSource("names")
  void filesAndDirectoriesOfAnyNameAreMirrored(String name) throws Exception {
    tree.shell("echo 1 >\"src/$1\"; mkdir \"src/d/$1\"; echo 2 >\"src/d/$1/$1\"", name);
    tree.incremental(tree.object(name), tree.subtree("d/" + name, Reason.CREATED));
    tree.shell("echo 3 >\"src/d/$1/$1\"; touch \"dst/d/$1/stale\"", name);
    tree.incremental(tree.object("d/" + name + "/" + name), tree.contents("d/" + name));
    tree.shell("rm -- \"src/$1\"; rm -r -- \"src/d/$1\"", name);
    tree.incremental(tree.removed(name), tree.removed("d/" + name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void sourceAndMirrorMayHaveAnyName(String name) throws Exception {
    tree.shell("mkdir \"src/$1\"; echo 1 >\"src/$1/f\"; mkdir m", name);
    String source = tree.path(name).latin1();
    // A name of 255 bytes has no room for the marker's ending beside it.
    String mirror = tree.folder.latin1() + "/m/" + name.substring(0, Math.min(200, name.length()));
    BackupRequest plain = tree.request();
    BackupRequest request =
        new BackupRequest(plain.consumer(), source, mirror, Level.INCREMENTAL, false, false);
    tree.journal.baseIs(0);
    Mirrored.Outcome first = tree.backup(request);
    assertThat(first.code()).as(first.text()).isEqualTo(ExitCode.DONE);
    tree.shell("echo 2 >\"src/$1/f\"; echo 3 >\"src/$1/g\"", name);
    tree.journal.lists(tree.object(name + "/f"), tree.object(name + "/g"));
    Mirrored.Outcome second = tree.backup(request);
    assertThat(second.code()).as(second.text()).isEqualTo(ExitCode.DONE);
    assertThat(second.report().header().level()).isEqualTo(Level.INCREMENTAL);
    assertThat(tree.shell(Mirrored.COMPARE + " \"$1/\" \"$2/\"", source, mirror)).isEmpty();
  }

  /** Changes into each directory: no system call takes the whole path. */
  private void makeDeep() throws Exception {
    tree.shell(
        "x=$(printf 'x%.0s' {1..240}); y=$(printf 'y%.0s' {1..240}); cd src;"
            + " for i in {1..16}; do mkdir $x; cd $x; done; mkdir $y; echo 1 >$y/f");
  }

  /** Java cannot remove such a tree. */
  @AfterEach
  void removeTree() throws Exception {
    tree.shell("rm -rf src dst");
  }

  private static final String DEEPEST_NAMEABLE = ("x".repeat(240) + "/").repeat(16);

  @Test
  void aNameTooLongForTheListIsCoveredByItsDirectoryAndReported() throws Exception {
    makeDeep();
    String deep = DEEPEST_NAMEABLE + "y".repeat(240);
    tree.journal.lists(tree.object(deep), tree.contents("d"));
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.report().plan().tooLong()).containsExactly(tree.path(deep));
    assertThat(outcome.report().plan().names().count(Pass.CONTENTS)).isEqualTo(2);
    assertThat(outcome.text()).contains("too long: ");
    // What rsync cannot reach stays pending, visibly.
    assertThat(outcome.code()).isEqualTo(ExitCode.PARTIAL);
  }

  @Test
  void aTreeTooLongForTheListIsComparedFromItsNearestDirectory() throws Exception {
    makeDeep();
    String deep = DEEPEST_NAMEABLE + "y".repeat(240);
    tree.journal.lists(tree.subtree(deep, Reason.MOVED_IN));
    assertThat(tree.backup().report().plan().passes()).containsExactly(Pass.DOUBTFUL_TREES);
  }
}
