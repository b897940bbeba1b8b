package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/** What is watched, as the configuration has it, and what a change of the configuration means. */
class RootsAndExclusionsTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ScratchFilesystem other;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  @BeforeEach
  void mount() {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
    other = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
    tree = filesystem.tree();
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
  }

  @AfterEach
  void stop() {
    daemon.close();
    other.close();
    filesystem.close();
  }

  private static String changed(ByteTree tree, String name) {
    return "O " + tree.path(name) + " changed";
  }

  private void configured(String... linesOfFilesystem) throws Exception {
    daemon.configured(
        "[filesystem data]", "path = " + tree.top(), String.join("\n", linesOfFilesystem));
  }

  @Test
  void twoFilesystemsEachWithAKindOfSourceOfItsOwn() throws Exception {
    daemon.configured(
        "[filesystem one]",
        "path = " + tree.top(),
        "source = fanotify",
        "exclude = *.tmp",
        "[filesystem two]",
        "path = " + other.path(),
        "source = inotify");
    tidemark.next("c");
    tree.write("a", "1");
    tree.write("a.tmp", "1");
    other.tree().write("b", "2");
    other.tree().write("b.tmp", "2");

    assertThat(tidemark.next("c"))
        .contains(changed(tree, "a"), changed(other.tree(), "b"), changed(other.tree(), "b.tmp"))
        .doesNotContain(changed(tree, "a.tmp"));
    assertThat(tidemark.status().getAsJsonArray("sources").toString())
        .contains("\"kind\":\"fanotify\",\"place\":\"" + tree.top() + "\"")
        .contains("\"kind\":\"inotify\",\"place\":\"" + other.path() + "\"");
  }

  @Test
  void aFilesystemMountedBelowIsCoveredOnlyWhenNested() throws Exception {
    tree.mkdir("vol");
    other.bind(other.path(), tree.path("vol"));
    configured("nested = no");
    tidemark.next("c");
    other.tree().write("file", "1");
    assertThat(tidemark.next("c")).doesNotContain(changed(tree, "vol/file"));

    daemon.stop();
    configured("nested = yes");
    assertThat(tidemark.next("c")).anyMatch(entry -> entry.startsWith("S " + tree.top() + " "));
    other.tree().write("file", "2");
    assertThat(tidemark.next("c")).contains(changed(tree, "vol/file"));
    filesystem.tree().exists("vol");
    other.unbind(tree.path("vol"));
  }

  @Test
  void whatIsExcludedIsNotListedAndAnExcludedFolderHidesWhatIsBelow() throws Exception {
    tree.mkdirs("cache/deep");
    tree.mkdirs("x/spool");
    configured("exclude = " + tree.path("cache"), "exclude = spool", "exclude = *.[ot]");
    tidemark.next("c");
    tree.write("cache/deep/file", "1");
    tree.write("x/spool/file", "1");
    tree.write("x/main.o", "1");
    tree.write("x/main.c", "1");

    assertThat(tidemark.next("c"))
        .contains(changed(tree, "x/main.c"))
        .noneMatch(entry -> entry.contains("cache") || entry.contains("spool"))
        .doesNotContain(changed(tree, "x/main.o"));
  }

  @Test
  void relaxingAnExclusionBetweenTwoRunsIsAGapHazard3() throws Exception {
    configured("exclude = *.tmp");
    tidemark.next("c");
    tree.write("was-excluded.tmp", "1");
    assertThat(tidemark.next("c")).isEmpty();
    daemon.stop();
    configured();

    assertThat(gapsSinceBase("c")).contains("exclusion-relaxed");
  }

  @Test
  void tighteningAnExclusionIsNoGapBeyondTheDowntime() throws Exception {
    configured();
    tidemark.next("c");
    daemon.stop();
    configured("exclude = *.tmp");

    assertThat(gapsSinceBase("c")).containsExactly("daemon-down");
  }

  /** The reasons that a window gives for the whole tree. */
  private List<String> gapsSinceBase(String consumer) {
    List<String> entries = tidemark.next(consumer);
    assertThat(entries).isNotEmpty().allMatch(entry -> entry.startsWith("S " + tree.top() + " "));
    return entries.stream().map(entry -> entry.substring(entry.lastIndexOf(' ') + 1)).toList();
  }

  @Test
  void aNewRootIsAGapAtThatRootOnlyHazard3() throws Exception {
    tree.mkdir("first");
    tree.mkdir("second");
    PathBytes first = tree.path("first");
    PathBytes second = tree.path("second");
    daemon.watch(first);
    tidemark.next("c");
    daemon.stop();
    daemon.watch(first, second);

    assertThat(tidemark.next("c"))
        .containsExactlyInAnyOrder("S " + first + " daemon-down", "S " + second + " new-root");
    tree.write("second/file", "1");
    assertThat(tidemark.next("c"))
        .contains(changed(tree, "second/file"))
        .noneMatch(entry -> entry.startsWith("S "));
  }

  @Test
  void aRootThatWasLeftOutForAWhileIsANewRootAgain() throws Exception {
    tree.mkdir("first");
    tree.mkdir("second");
    PathBytes first = tree.path("first");
    PathBytes second = tree.path("second");
    daemon.watch(first, second);
    tidemark.next("c");
    daemon.stop();
    daemon.watch(first);
    tree.write("second/unseen", "1");
    daemon.stop();
    daemon.watch(first, second);

    assertThat(tidemark.next("c"))
        .containsExactlyInAnyOrder("S " + first + " daemon-down", "S " + second + " new-root");
  }

  @Test
  void theStateFolderUnderARootIsExcludedWithoutBeingAsked() throws Exception {
    tree.mkdir("lib");
    RunningDaemon inside = new RunningDaemon(folder, Path.of(tree.path("lib/state").toString()));
    try (inside) {
      inside.watch(tree.top());
      inside.tidemark().next("c");
      inside.tidemark().next("c");
      tree.write("lib/file", "1");

      assertThat(inside.tidemark().next("c"))
          .contains(changed(tree, "lib/file"))
          .noneMatch(entry -> entry.contains("lib/state"));
      assertThat(inside.tidemark().next("c")).isEmpty();
    }
  }

  @Test
  void aRootInsideAnotherKeepsItsOwnExclusions() throws Exception {
    tree.mkdir("sub");
    daemon.configured(
        "[filesystem outer]",
        "path = " + tree.top(),
        "exclude = *.tmp",
        "[filesystem inner]",
        "path = " + tree.path("sub"));
    tidemark.next("c");
    tree.write("a.tmp", "1");
    tree.write("sub/b.tmp", "1");
    tree.write("sub/b", "1");

    assertThat(tidemark.next("c"))
        .contains(changed(tree, "sub/b"), changed(tree, "sub/b.tmp"))
        .doesNotContain(changed(tree, "a.tmp"));
  }
}
