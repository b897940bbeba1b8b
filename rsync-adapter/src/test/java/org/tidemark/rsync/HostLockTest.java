package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.doctor.Health;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.rsync.Remote.Way;
import org.tidemark.rsync.host.Held;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * One command at a time works on a mirror, whatever machine, state folder or name it is reached
 * from.
 */
class HostLockTest {
  private static final String SLOW_RSYNC =
      """
      mkdir slow; cat >slow/rsync <<'END'
      #!/bin/sh
      case $PATH in */slow:*) PATH=${PATH#*:} ;; esac
      exec rsync --bwlimit=1 "$@"
      END
      chmod 700 slow/rsync
      """;

  @TempDir private Path temporary;
  private final List<String> warnings = new ArrayList<>();
  private Mirrored tree;
  private Remote remote;

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir src/d; echo 1 >src/d/a; head -c 200000 /dev/urandom >src/large");
  }

  @AfterEach
  void endServers() {
    if (remote != null) {
      remote.close();
    }
  }

  private Mirror named(String destination) throws Exception {
    UserOptions options = remote == null ? UserOptions.NONE : remote.options();
    return Mirror.find(Destination.parse(destination), new Programs(), options.shell());
  }

  private RunLocks otherRun(Mirror mirror) throws Exception {
    StateFolder other = new StateFolder(temporary.resolve("other-state"));
    return RunLocks.take(other, new ConsumerName("other"), mirror, warnings::add);
  }

  private void assertRefused(Mirrored.Outcome outcome) throws Exception {
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.text()).contains("another command is at work on");
    assertThat(tree.shell("cat dst/d/a")).isEqualTo("1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dst", "dst/", "same", "src/../dst", "./same/../dst//"})
  void aBackupIsRefusedWhileAnotherStateFolderHasTheMirrorUnderAnyName(String name)
      throws Exception {
    tree.full();
    tree.shell("ln -s dst same; echo 2 >src/d/a");
    tree.journal.lists(tree.object("d/a"));
    try (Mirror mirror = named(tree.folder.latin1() + "/" + name);
        RunLocks locks = otherRun(mirror)) {
      assertThat(locks.workFolder()).exists();
      assertRefused(tree.backup());
    }
    tree.incremental(tree.object("d/a"));
    assertThat(warnings).isEmpty();
  }

  @Test
  void theWayBySshLeadsToTheSameLockAsTheDirectoryItself() throws Exception {
    remote = Remote.start(Way.SSH, temporary, temporary.resolve("servers"), "rsync");
    tree.full();
    tree.shell("echo 2 >src/d/a");
    tree.journal.lists(tree.object("d/a"));
    try (Mirror mirror = named(remote.destination("dst"));
        RunLocks locks = otherRun(mirror)) {
      assertThat(locks.workFolder()).exists();
      assertRefused(tree.backup());
    }
    try (Mirror mirror = named(tree.mirror.latin1());
        RunLocks locks = otherRun(mirror);
        Mirror far = named(remote.destination("dst"))) {
      assertThat(locks.workFolder()).exists();
      assertThatThrownBy(() -> HostLock.take(far, true, warnings::add))
          .hasMessageContaining("another command is at work on");
    }
    tree.incremental(tree.object("d/a"));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aMirrorThatIsOnlyAboutToBeMadeIsLockedBeforeItIs() throws Exception {
    try (Mirror mirror = named(tree.mirror.latin1());
        RunLocks locks = otherRun(mirror)) {
      assertThat(tree.shell("ls")).doesNotContain("dst");
      locks.atFirst(mirror, warnings::add);
      Mirrored.Outcome refused = tree.backup();
      assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.REFUSED);
      assertThat(tree.shell("ls")).doesNotContain("dst\n").doesNotContain("dst.tidemark\n");
    }
    tree.full();
    assertThat(isFree(named(tree.mirror.latin1()))).isTrue();
  }

  @Test
  void thoseWhoReadDoNotKeepEachOtherAwayButThoseWhoWrite() throws Exception {
    tree.full();
    try (Mirror mirror = named(tree.mirror.latin1());
        HostLock one = HostLock.take(mirror, true, warnings::add);
        HostLock other = HostLock.take(mirror, true, warnings::add)) {
      assertThat(one).isNotSameAs(other);
      assertThatThrownBy(() -> HostLock.take(mirror, false, warnings::add))
          .hasMessageContaining("another command is at work on");
      tree.journal.lists();
      assertRefused(tree.backup());
    }
    tree.incremental();
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"LOCAL", "SSH"})
  void oneThatIsKilledLetsGo(Way way) throws Exception {
    remote = Remote.start(way, temporary, temporary.resolve("servers"), "rsync");
    tree.full();
    tree.shell(SLOW_RSYNC);
    List<String> words = new ArrayList<>(List.of("rsync", "restore", "--at", "1"));
    words.addAll(List.of("--dest", remote.destination("dst")));
    words.addAll(List.of("--to", tree.folder.latin1() + "/out"));
    if (way == Way.SSH) {
      words.add("--rsh=" + remote.options().shell().command());
    }
    String path = temporary.resolve("slow") + ":" + System.getenv("PATH");
    Path state = temporary.resolve("other-state");
    ForkedTidemark killed = ForkedTidemark.start(temporary, state, path, words);
    try (Mirror mirror = named(tree.mirror.latin1())) {
      Eventually.await(killed::said, Eventually.PATIENCE, this::isCopying);
      assertThat(isFree(mirror)).isFalse();
      killed.kill();
      Eventually.await("the lock is free", () -> isFree(mirror));
    } finally {
      killed.kill();
    }
    tree.incremental();
  }

  private boolean isFree(Mirror mirror) {
    try (HostLock lock = HostLock.take(mirror, false, warnings::add)) {
      return lock != null;
    } catch (TidemarkException e) {
      return false;
    }
  }

  @Test
  void itIsLetGoWhenNothingIsHeardOfTheOtherMachine() throws Exception {
    tree.full();
    Programs far = new Programs();
    try (Mirror mirror = named(tree.mirror.latin1());
        HostLock silent = HostLock.take(mirror, far, "-x", "1", warnings::add)) {
      assertThat(silent).isNotNull();
      Eventually.await("the lock is free", () -> isFree(mirror));
      Eventually.await("nothing is run there any more", () -> isStopped(far));
    }
    assertThat(warnings).isEmpty();
  }

  private static boolean isStopped(Programs programs) {
    try {
      programs.run(Program.of("true"));
      return false;
    } catch (TidemarkException e) {
      return e.getMessage().contains("lost the lock");
    }
  }

  @Test
  void aBackupThatLosesTheLockBeforeItTouchesAnythingLeavesAllAsItIs() throws Exception {
    tree.full();
    tree.shell("echo 2 >src/d/a");
    tree.journal.lists(tree.object("d/a")).whileListing(this::killLock);
    Mirrored.Outcome outcome = tree.backup();
    assertLost(outcome);
    assertThat(tree.shell("cat dst/d/a; ls dst.points")).isEqualTo("1\n00000001\nformat\n");
    tree.journal.whileListing(() -> {});
    tree.incremental(tree.object("d/a"));
  }

  @Test
  void aBackupThatLosesTheLockWhileRsyncRunsEndsItAndVouchesForNothing() throws Exception {
    tree.full();
    tree.shell(SLOW_RSYNC);
    tree.shell("head -c 300000 /dev/urandom >src/large; echo 2 >src/d/a");
    tree.journal.lists(tree.object("large"));
    long base = tree.journal.base();
    String slow = temporary.resolve("slow/rsync").toString();
    CompletableFuture<Mirrored.Outcome> backup = CompletableFuture.supplyAsync(() -> quietly(slow));
    Eventually.await(tree.messages::toString, Eventually.PATIENCE, this::isCopying);
    killLock();
    assertLost(backup.get(1, TimeUnit.MINUTES));
    assertThat(tree.journal.base()).isEqualTo(base);
    assertThat(tree.shell("cmp -s src/large dst/large || echo differs")).isEqualTo("differs\n");
    tree.incremental(tree.object("large"), tree.object("d/a"));
  }

  private Mirrored.Outcome quietly(String rsync) {
    try {
      return tree.backup(tree.request(), rsync);
    } catch (TidemarkException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertLost(Mirrored.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.text()).contains("lost the lock on the machine of");
  }

  /** rsync writes a file under a name of its own first. */
  private boolean isCopying() {
    try {
      return tree.shell("find dst* out* -name '*large.??????' 2>/dev/null || :").contains("large");
    } catch (TidemarkException e) {
      throw new AssertionError(e);
    }
  }

  /** What a lost connection does, too: the program that holds the lock is gone. */
  private void killLock() {
    String file = tree.mirror.latin1() + ".tidemark-lock";
    List<ProcessHandle> holders =
        ProcessHandle.current()
            .descendants()
            .filter(one -> one.info().commandLine().orElse("").contains("flock -n -x " + file))
            .toList();
    assertThat(holders).isNotEmpty();
    holders.forEach(ProcessHandle::destroyForcibly);
    holders.forEach(one -> one.onExit().join());
  }

  @Test
  void whereThereIsNoFlockItIsSaidAndDoneWithout() throws Exception {
    tree.full();
    tree.shell("mkdir bin; ln -s $(command -v sh) $(command -v timeout) $(command -v head) bin/");
    Host host = new OnPath(Files.createDirectories(temporary.resolve("bin")));
    Mirror mirror = new Mirror(Destination.parse("dst"), Optional.of(host), tree.mirror);
    try (HostLock lock = HostLock.take(mirror, false, warnings::add)) {
      assertThat(lock).isNotNull();
      assertThat(warnings).singleElement().asString().contains("it has no flock(1)");
    }
    assertThat(RsyncCheck.lock(host).health()).isEqualTo(Health.YELLOW);
  }

  /** This machine with the programs of one folder alone. */
  private record OnPath(Path folder, Programs programs) implements Host {
    OnPath(Path folder) {
      this(folder, new Programs());
    }

    @Override
    public Programs.Result run(Program program) throws TidemarkException {
      return programs.run(limited(program));
    }

    @Override
    public int run(Program program, OutputStream out, OutputStream errors)
        throws TidemarkException {
      return programs.run(limited(program), out, errors);
    }

    @Override
    public Held hold(Program program, String mark, Supplier<TidemarkException> lost)
        throws TidemarkException {
      return programs.hold(limited(program), mark, lost);
    }

    private Program limited(Program program) {
      List<String> words = new ArrayList<>(List.of("env", "PATH=" + folder));
      words.addAll(program.arguments());
      return program.with(words);
    }
  }
}
