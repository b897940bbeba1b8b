package org.tidemark.journal.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** On a real tree: each name once, whichever thread comes by. */
class TreeWalkTest {
  @TempDir Path folder;

  private final SeenNames seen = new SeenNames();
  private final WalkControl control = new WalkControl();
  private Kernel kernel = new NativeKernel();
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectory(folder.toRealPath().resolve("tree"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void showsEachNameOfARandomTreeOnce(int threads) throws IOException {
    plant(tree, new Random(11), 5);
    assertThat(walk(request(threads, 2)).complete()).isTrue();
    assertThat(seen.twice).isEmpty();
    assertThat(seen.names).isEqualTo(namesBelow(tree));
    assertThat(seen.failed).isEmpty();
    assertThat(control.names()).isEqualTo(seen.names.size());
    assertThat(control.directories()).isEqualTo(seen.entered.size());
  }

  @Test
  void tellsTheInodeThatTheNameHas() throws IOException {
    plant(tree, new Random(12), 3);
    walk(request(2, -1));
    for (PathBytes path : seen.inodes.keySet()) {
      Object inode = Files.getAttribute(java(path), "unix:ino", LinkOption.NOFOLLOW_LINKS);
      assertThat(seen.inodes.get(path)).isEqualTo(inode);
    }
  }

  @Test
  void handsDownWhatTheVisitorSaidOfTheParent() throws IOException {
    plant(tree, new Random(13), 5);
    walk(request(4, -1));
    int top = PathBytes.ofUtf8(tree.toString()).latin1().split("/").length;
    seen.parentTags.forEach(
        (path, tag) -> assertThat(tag).isEqualTo(path.latin1().split("/").length - top));
  }

  @Test
  void tellsOfACompletedPlaceOnlyWhenAllBelowWasVisited() throws IOException {
    plant(tree, new Random(14), 6);
    walk(request(4, 1));
    Set<PathBytes> upper = new HashSet<>();
    try (Stream<Path> paths = Files.find(tree, 1, (path, facts) -> facts.isDirectory())) {
      paths.forEach(path -> upper.add(bytes(path)));
    }
    assertThat(seen.completed.keySet()).isEqualTo(upper);
    seen.completed.forEach(
        (path, count) ->
            assertThat(count)
                .isEqualTo(seen.entered.stream().filter(below -> below.isUnder(path)).count()));
  }

  @Test
  void leavesOutWhatIsExcludedAndWhatTheVisitorDoesNotWant() throws IOException {
    for (String name : List.of("a/keep", "a/b.tmp/x", "c/d/e", "f/g")) {
      Files.createDirectories(tree.resolve(name));
    }
    seen.leaveOut.add(bytes(tree.resolve("f")));
    Exclusions exclusions = Exclusions.of(List.of("*.tmp", tree.resolve("c/d").toString()));
    walk(new WalkRequest(bytes(tree), exclusions, List.of(), false, 2, 0));
    assertThat(seen.names)
        .containsExactlyInAnyOrder(
            bytes(tree.resolve("a")),
            bytes(tree.resolve("a/keep")),
            bytes(tree.resolve("c")),
            bytes(tree.resolve("f")));
  }

  @Test
  void takesNamesAsBytesAndDoesNotFollowLinks() throws IOException {
    byte[] odd = new byte[255];
    Arrays.fill(odd, (byte) 0xff);
    String made = new String(odd, StandardCharsets.ISO_8859_1);
    Programs.run(
            "bash", "-c", "cd '" + tree + "' && mkdir \"$(printf '\\377%.0s' {1..255})\" $'a\\nb'")
        .orFail();
    Files.createSymbolicLink(tree.resolve("link"), folder);
    walk(request(2, -1));
    assertThat(seen.entered)
        .containsExactlyInAnyOrder(
            bytes(tree),
            bytes(tree).child(made.getBytes(StandardCharsets.ISO_8859_1)),
            bytes(tree.resolve("a\nb")));
    assertThat(seen.names).contains(bytes(tree.resolve("link")));
  }

  @Test
  void staysOnTheFilesystemUnlessItMayCross() {
    try (ScratchFilesystem outer = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS)) {
      Path below = java(outer.path()).resolve("below");
      Programs.run("mkdir", below.toString()).orFail();
      Programs.run("mount", "-t", "tmpfs", "none", below.toString()).orFail();
      Programs.run("mkdir", below.resolve("inner").toString()).orFail();
      try {
        PathBytes top = outer.path();
        walk(new WalkRequest(top, Exclusions.NONE, List.of(), false, 2, -1));
        assertThat(seen.entered).containsExactly(top);
        seen.entered.clear();
        walk(new WalkRequest(top, Exclusions.NONE, List.of(), true, 2, -1));
        assertThat(seen.entered).contains(bytes(below.resolve("inner")));
      } finally {
        Programs.run("umount", below.toString()).orFail();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS", "BTRFS", "TMPFS", "OVERLAY"})
  void readsLargeDirectoriesOfEveryFilesystemToTheEnd(ScratchFilesystem.Kind kind)
      throws IOException {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(kind)) {
      for (int i = 0; i < 3_000; i++) {
        Files.createDirectory(java(filesystem.path()).resolve("a directory with a long name " + i));
      }
      walk(new WalkRequest(filesystem.path(), Exclusions.NONE, List.of(), false, 3, -1));
      assertThat(seen.twice).isEmpty();
      assertThat(seen.names).isEqualTo(namesBelow(java(filesystem.path())));
      assertThat(seen.entered).hasSize(seen.names.size() + 1);
    }
  }

  @Test
  void tellsWhatIsTooDeepToBeReachedInsteadOfPassingItOver() {
    Programs.run(
            "bash",
            "-c",
            "cd '" + tree + "'; for i in $(seq 600); do mkdir d && cd -P d || exit 1; done")
        .orFail();
    assertThat(walk(request(1, -1)).complete()).isTrue();
    assertThat(seen.failed.values()).containsExactly(Errno.ENAMETOOLONG);
    assertThat(seen.entered).hasSize(WalkWorker.DEEPEST);
  }

  @Test
  void tellsWhatCannotBeOpenedAndGoesOn() throws IOException {
    plant(tree, new Random(15), 3);
    Files.createDirectories(tree.resolve("locked/inside"));
    KernelWithFaults faults = new KernelWithFaults();
    faults.setFault((call, arguments) -> opensLocked(call, arguments) ? -Errno.EACCES : 0);
    kernel = faults.kernel();
    assertThat(walk(request(2, -1)).complete()).isTrue();
    assertThat(seen.failed).containsExactly(Map.entry(bytes(tree.resolve("locked")), Errno.EACCES));
    assertThat(seen.entered).doesNotContain(bytes(tree.resolve("locked/inside")));
  }

  private static boolean opensLocked(String call, Object[] arguments) {
    return call.equals("openat2")
        && new String((byte[]) arguments[1], StandardCharsets.UTF_8).equals("locked");
  }

  @Test
  void saysThatTheTopIsMissing() {
    PathBytes missing = bytes(tree.resolve("missing"));
    WalkOutcome outcome = walk(new WalkRequest(missing, Exclusions.NONE, List.of(), false, 2, 0));
    assertThat(outcome).isEqualTo(new WalkOutcome(false, Errno.ENOENT));
  }

  @Test
  void endsWhenCancelledAndSaysNothingOfCompletion() throws IOException {
    plant(tree, new Random(16), 4);
    control.cancel();
    assertThat(walk(request(2, 3)).complete()).isFalse();
    assertThat(seen.completed).isEmpty();
  }

  @Test
  void failsAsAWholeIfAVisitorFails() throws IOException {
    plant(tree, new Random(17), 4);
    WalkVisitor broken =
        new WalkVisitor() {
          @Override
          public boolean wantsStat(int type) {
            return false;
          }

          @Override
          public int enter(WalkedDirectory directory) {
            if (directory.depth() > 1) {
              throw new IllegalStateException("made to fail");
            }
            return 0;
          }

          @Override
          public void child(WalkedDirectory directory, WalkedChild child) {}

          @Override
          public void failed(PathBytes path, int errno) {}
        };
    assertThatThrownBy(() -> TreeWalk.run(kernel, request(3, -1), () -> broken, control))
        .hasRootCauseMessage("made to fail");
  }

  private WalkOutcome walk(WalkRequest request) {
    return TreeWalk.run(kernel, request, () -> seen, control);
  }

  private WalkRequest request(int threads, int toldLevels) {
    return new WalkRequest(bytes(tree), Exclusions.NONE, List.of(), false, threads, toldLevels);
  }

  private static PathBytes bytes(Path path) {
    return PathBytes.ofUtf8(path.toString());
  }

  private static Path java(PathBytes path) {
    return Path.of(new String(path.bytes(), StandardCharsets.UTF_8));
  }

  private static Set<PathBytes> namesBelow(Path top) throws IOException {
    Set<PathBytes> out = new HashSet<>();
    try (Stream<Path> paths = Files.walk(top)) {
      paths.filter(path -> !path.equals(top)).forEach(path -> out.add(bytes(path)));
    }
    return out;
  }

  private static void plant(Path at, Random random, int levels) throws IOException {
    for (int i = 0; i < random.nextInt(8); i++) {
      Files.writeString(at.resolve("file" + i), "x");
    }
    for (int i = 0; levels > 0 && i < 1 + random.nextInt(6); i++) {
      plant(Files.createDirectory(at.resolve("directory " + i)), random, levels - 1);
    }
  }
}
