package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge itself: a whole rsync passes, and whatever leaves something out is found. */
class MirrorOracleTest {
  private static final List<Integer> GOOD_WHILE_FILES_VANISH = List.of(0, 23, 24);

  private ScratchFilesystem filesystem;
  private ByteTree source;
  private ByteTree mirror;

  @BeforeEach
  void makeTrees() {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 128);
    filesystem.tree().mkdir("source");
    filesystem.tree().mkdir("mirror");
    source = new ByteTree(filesystem.tree().path("source"));
    mirror = new ByteTree(filesystem.tree().path("mirror"));
  }

  @AfterEach
  void unmount() {
    filesystem.close();
  }

  @Test
  void aComparingRsyncIsFoundRightWhateverTheWork() {
    try (Workload workload = workload()) {
      oracle(workload, List.of()).onlyAtRest().rounds(3, 800);
    }
  }

  /** Without hard links: rsync's processes wait for each other when a linked file vanishes. */
  @Test
  void aComparingRsyncIsFoundRightAfterBackupsDuringWork() {
    Workload.Options options =
        Workload.Options.everything().withMaxNames(300).withLinks(Workload.Links.NONE);
    try (Workload workload = new Workload(source, Workload.newSeed(), options)) {
      MirrorOracle oracle = oracle(workload, List.of());
      oracle.rounds(3, 500);
      assertThat(oracle.backupsDone()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--exclude=n*",
        "--no-links",
        "--no-specials",
        "--no-perms",
        "--no-owner",
        "--no-times",
        "--no-xattrs",
        "--no-hard-links"
      })
  void aBackupThatLeavesSomethingOutIsFoundOut(String leftOut) {
    try (Workload workload = workload()) {
      MirrorOracle oracle = oracle(workload, List.of(leftOut)).onlyAtRest();
      assertThatThrownBy(() -> oracle.rounds(8, 500))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("-Dtidemark.seed=" + workload.seed())
          .hasMessageContaining("the mirror differs from the source");
    }
  }

  @Test
  void aBackupThatTrustsSizeAndTimeIsFoundOutHazard10() {
    Workload.Options options =
        new Workload.Options(
            Map.of(WorkloadOperation.CREATE, 1, WorkloadOperation.OVERWRITE_UNDER_OLD_TIME, 5),
            Workload.Links.NONE,
            50,
            false,
            true);
    try (Workload workload = new Workload(source, Workload.newSeed(), options)) {
      MirrorOracle oracle = oracle(workload, List.of("--no-checksum")).onlyAtRest();
      assertThatThrownBy(() -> oracle.rounds(5, 200)).hasMessageContaining("content should be");
    }
  }

  @Test
  void aBackupThatKeepsWhatWasRemovedIsFoundOut() {
    // rsync -H waits for ever where a directory that it may not remove is in a linked file's place.
    Workload.Options options =
        Workload.Options.everything().withMaxNames(300).withLinks(Workload.Links.NONE);
    try (Workload workload = new Workload(source, Workload.newSeed(), options)) {
      MirrorOracle oracle =
          new MirrorOracle(source, mirror, workload, () -> rsync("-aHAXc", "--modify-window=-1"));
      assertThatThrownBy(() -> oracle.onlyAtRest().rounds(3, 300))
          .hasMessageContaining("should not be there");
    }
  }

  @Test
  void differencesOfEveryKindAreNamed() {
    for (ByteTree tree : List.of(source, mirror)) {
      tree.mkdir("d");
      tree.write("d/f", "same");
      tree.setModified("d/f", 1_000, tree == source ? 1 : 2);
      tree.write("content", tree == source ? "a" : "b");
      tree.setModified("content", 1_000, 0);
      tree.write("one", "x");
      tree.setModified("one", 1_000, 0);
      tree.symlink(tree == source ? "a" : "b", "link");
      tree.setModified("link", 1_000, 0);
    }
    source.link("one", "two");
    mirror.write("two", "x");
    mirror.setModified("two", 1_000, 0);
    source.fifo("only-here\n");
    source.setAttribute("d", "user.a", new byte[] {1});
    List.of(source, mirror).forEach(tree -> tree.setModified("d", 1_000, 0));
    List.of(source, mirror).forEach(tree -> tree.setModified("", 1_000, 0));

    List<String> found = TreeDifference.between(source, mirror);

    assertThat(found).hasSize(6);
    assertThat(found).anyMatch(line -> line.startsWith("/d/f: mtime should be 1000.000000001"));
    assertThat(found).anyMatch(line -> line.startsWith("/content: content should be"));
    assertThat(found).anyMatch(line -> line.startsWith("/link: target should be a, is b"));
    assertThat(found).contains("/only-here%0A: is missing");
    assertThat(found).contains("/two: should be one file with /one, is with /two");
    assertThat(found).anyMatch(line -> line.startsWith("/d: xattr user.a should be"));
  }

  private Workload workload() {
    return new Workload(
        source, Workload.newSeed(), Workload.Options.everything().withMaxNames(300));
  }

  private MirrorOracle oracle(Workload workload, List<String> more) {
    List<String> options = new ArrayList<>(List.of("-aHAXc", "--delete", "--modify-window=-1"));
    options.addAll(more);
    return new MirrorOracle(source, mirror, workload, () -> rsync(options.toArray(String[]::new)));
  }

  private void rsync(String... options) {
    List<String> command = new ArrayList<>(List.of("rsync", "--timeout=20"));
    command.addAll(List.of(options));
    command.add(source.top().latin1() + "/");
    command.add(mirror.top().latin1() + "/");
    Programs.Result result = Programs.run(command);
    assertThat(result.exitCode()).as(result.output()).isIn(GOOD_WHILE_FILES_VANISH);
  }
}
