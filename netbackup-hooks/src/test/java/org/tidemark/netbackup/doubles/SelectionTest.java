package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ScratchFilesystem;

/** What the double's bpbkar saves, and what it looks at for that. */
class SelectionTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void start() {
    bench = Bench.in(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void manyDirectories(int count) {
    for (int i = 0; i < count; i++) {
      bench.tree().mkdir("d" + i);
      bench.tree().write("d" + i + "/f", "x");
    }
  }

  @Test
  void aListOfFullPathsIsVisitedWithoutAWalk() {
    manyDirectories(50);
    bench.lists(bench.path("d7/f"), bench.path("d9/f"));

    JobResult job = bench.run();

    assertThat(bench.names(job)).containsExactly("d7/f", "d9/f");
    assertThat(job.calls().lstats()).isEqualTo(2);
    assertThat(job.calls().readdirs()).isZero();
  }

  @Test
  void oneBareNameTurnsTheListIntoAWalk() {
    manyDirectories(50);
    bench.lists(bench.path("d7/f"), "nowhere");

    JobResult job = bench.run();

    assertThat(bench.names(job)).containsExactly("d7/f");
    assertThat(job.calls().readdirs()).isGreaterThan(50);
    assertThat(job.calls().lstats()).isGreaterThan(100);
  }

  @Test
  void anUnescapedWildcardTurnsTheListIntoAWalkAndTheNameIsNotMatched() {
    manyDirectories(50);
    bench.tree().write("d7/a[1]", "x");
    bench.lists(bench.path("d7/a[1]"));

    JobResult job = bench.run();

    assertThat(job.names()).isEmpty();
    assertThat(job.calls().readdirs()).isGreaterThan(50);
  }

  @Test
  void anEscapedWildcardIsAName() {
    bench.tree().write("a[1]*?", "x");
    bench.lists(bench.path("a\\[1\\]\\*\\?"));

    JobResult job = bench.run();

    assertThat(bench.names(job)).containsExactly("a[1]*?");
    assertThat(job.calls().readdirs()).isZero();
  }

  @Test
  void withoutTheWholeTreeExcludedTheListReplacesNothing() {
    manyDirectories(5);
    bench.lists(bench.path("d1/f"));
    bench.list("exclude_list.lists.nightly", "*.tmp");

    assertThat(bench.run().names()).hasSizeGreaterThan(10);
  }

  @Test
  void withoutAnIncludeListNothingIsVisitedBelowWhatIsExcluded() {
    manyDirectories(5);
    bench.list("exclude_list.lists.nightly", "/");

    JobResult job = bench.run();

    assertThat(job.names()).isEmpty();
    assertThat(job.calls().readdirs()).isZero();
  }

  @Test
  void onlyTheMostSpecificListCounts() {
    bench.tree().write("a", "x");
    bench.tree().write("b", "x");
    bench.lists(bench.path("a"));
    bench.list("include_list", bench.path("b"));
    bench.list("include_list.lists", bench.path("b"));

    assertThat(bench.names(bench.run())).containsExactly("a");
  }

  @Test
  void commentsAndBlankLinesAreNoEntries() {
    bench.tree().write("a", "x");
    bench.lists("# a comment", "", bench.path("a"), "   ");

    assertThat(bench.names(bench.run())).containsExactly("a");
  }

  @Test
  void aTrailingBlankBreaksTheMatch() {
    bench.tree().write("a", "x");
    bench.lists(bench.path("a") + " ");

    JobResult job = bench.run();

    assertThat(job.status()).isEqualTo(71);
    assertThat(job.messages()).singleElement().asString().startsWith("TRV - cannot process path");
  }

  @Test
  void aListedDirectoryIsSavedWithAllBelowIt() {
    bench.tree().mkdirs("d/e");
    bench.tree().write("d/e/f", "x");
    bench.lists(bench.path("d"));

    assertThat(bench.names(bench.run())).containsExactly("d", "d/e", "d/e/f");
  }

  @Test
  void exclusionsHoldInsideAListedDirectory() {
    bench.tree().mkdirs("d/cache");
    bench.tree().write("d/cache/f", "x");
    bench.tree().write("d/a.tmp", "x");
    bench.tree().write("d/b", "x");
    bench.lists(bench.path("d"));
    bench.list("exclude_list.lists.nightly", "/", "*.tmp", bench.path("d/cache"));

    assertThat(bench.names(bench.run())).containsExactly("d", "d/b");
  }

  @Test
  void whatIsOutsideTheSelectionsIsNotSaved() {
    bench.tree().mkdir("in");
    bench.tree().write("in/f", "x");
    bench.tree().write("out", "x");
    bench
        .netbackup()
        .put(
            Policy.of(Bench.POLICY, Bench.SCHEDULE, ScheduleType.FULL).selecting(bench.path("in")));
    bench.lists(bench.path("in/f"), bench.path("out"));

    assertThat(bench.names(bench.run())).containsExactly("in/f");
  }

  @Test
  void aPathOver1023BytesIsNeverSaved() {
    String deep = "n".repeat(200);
    for (int level = 1; level < 5; level++) {
      deep = deep + "/" + "n".repeat(200);
    }
    bench.tree().mkdirs(deep);
    bench.lists(bench.path("n".repeat(200)));

    JobResult job = bench.run();

    assertThat(job.status()).isEqualTo(1);
    assertThat(job.names()).hasSize(4).allMatch(name -> name.length() <= 1023);
    assertThat(job.messages()).anyMatch(line -> line.contains("too long"));
  }

  @Test
  void anEntryBehindASymbolicLinkIsNotSaved() {
    bench.tree().mkdir("real");
    bench.tree().write("real/f", "x");
    bench.tree().symlink("real", "link");
    bench.lists(bench.path("link"), bench.path("link/f"));

    assertThat(bench.names(bench.run())).containsExactly("link");
  }

  @Test
  void socketsAreLeftOutAndPipesAreNot() throws IOException {
    bench.tree().fifo("pipe");
    Path socket = Path.of(bench.path("socket"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      ServerSocketChannel unused = server.bind(UnixDomainSocketAddress.of(socket));
      bench.lists(bench.path("pipe"), bench.path("socket"));

      assertThat(bench.names(bench.run())).containsExactly("pipe");
    }
  }

  @Test
  void aMissingEntryIsSkippedWithAMessage() {
    bench.tree().write("a", "x");
    bench.lists(bench.path("a"), bench.path("b"));

    JobResult job = bench.run();

    assertThat(job.status()).isZero();
    assertThat(bench.names(job)).containsExactly("a");
    assertThat(job.messages()).singleElement().asString().contains(bench.path("b"));
  }

  @Test
  void ifNoEntryExistsTheJobEndsWith71() {
    bench.lists(bench.path("a"), bench.path("b"));

    assertThat(bench.run().status()).isEqualTo(71);
    assertThat(bench.netbackup().catalogue().images()).isEmpty();
  }

  @Test
  void otherMountsAreLeftOutUnlessThePolicyCrossesThem() {
    try (ScratchFilesystem other = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS, 4)) {
      other.tree().write("inside", "x");
      bench.tree().mkdir("mount");
      other.bind(other.path(), bench.tree().path("mount"));
      bench.lists(bench.path(""));
      Policy policy = bench.netbackup().policy(Bench.POLICY);

      bench.netbackup().put(policy.withoutCrossingMounts());
      assertThat(bench.names(bench.run())).containsExactly("", "mount");
      bench.netbackup().put(policy);
      assertThat(bench.names(bench.run())).containsExactly("", "mount", "mount/inside");
    }
  }
}
