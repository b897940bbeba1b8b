package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.rsync.Remote.Way;

/**
 * What goes wrong on the way or at the target moves nothing; the next run makes the mirror exact.
 */
class NetworkFaultTest {
  private static final String MIRROR = "target/mi rror";

  @TempDir private Path temporary;
  private Mirrored tree;
  private Remote remote;
  private boolean mounted;

  /** The target is a small filesystem of its own. */
  private void begin(Way way) throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir target; mount -t tmpfs -o size=8m tmpfs target; echo 1 >src/a");
    mounted = true;
    String program = RsyncVersions.INSTALLED.program();
    remote = Remote.start(way, temporary.resolve("target"), temporary.resolve("servers"), program);
  }

  @AfterEach
  void cleanUp() throws Exception {
    if (remote != null) {
      remote.close();
    }
    if (mounted) {
      Eventually.await("the target can be unmounted", this::unmounts);
    }
  }

  private boolean unmounts() {
    try {
      tree.shell("umount target");
      return true;
    } catch (TidemarkException | AssertionError e) {
      return false;
    }
  }

  private Mirrored.Outcome backup(String... options) throws Exception {
    BackupRequest plain = tree.request();
    return tree.backup(
        new BackupRequest(
            plain.consumer(),
            plain.source(),
            remote.destination("mi rror"),
            Level.INCREMENTAL,
            false,
            false,
            remote.options(options)));
  }

  private void mustBeExact() throws Exception {
    Mirrored.Outcome outcome = backup();
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell(Mirrored.COMPARE + " src/ '" + MIRROR + "/'")).isEmpty();
  }

  /** Rsync writes on the mirror or, where there are points, beside them. */
  private boolean copyHasBegun() {
    try (Stream<Path> names = Files.find(temporary, 5, (name, facts) -> isBeginning(name))) {
      return names.findAny().isPresent();
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** Without a folder for beginnings rsync hides them behind a dot. */
  private static boolean isBeginning(Path name) {
    String text = name.getFileName().toString();
    return text.startsWith(".big.") || text.startsWith("big.");
  }

  private Mirrored.Outcome slowBackup() {
    try {
      return backup("--bwlimit=200k");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"SSH", "DAEMON"})
  void aConnectionThatIsCutInTheMiddleIsAnErrorAndTheNextRunIsExact(Way way) throws Exception {
    begin(way);
    mustBeExact();
    long base = tree.journal.base();
    tree.shell("head -c 4M /dev/urandom >src/big; echo 2 >src/a");
    tree.journal.lists(tree.object("a"), tree.object("big"), tree.object(""));
    CompletableFuture<Mirrored.Outcome> running = CompletableFuture.supplyAsync(this::slowBackup);
    Eventually.await("the copy has begun", this::copyHasBegun);
    remote.stop();
    Mirrored.Outcome cut = running.get();
    assertThat(cut.code()).as(cut.text()).isEqualTo(ExitCode.FAILED);
    assertThat(tree.journal.base()).isEqualTo(base);
    Mirrored.Outcome unreachable = backup();
    assertThat(unreachable.code()).isEqualTo(ExitCode.FAILED);
    assertThat(unreachable.text()).contains("127.0.0.1");
    remote.begin();
    mustBeExact();
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"SSH", "DAEMON"})
  void aFirstCopyThatWasCutIsExactInTheEnd(Way way) throws Exception {
    begin(way);
    tree.shell("head -c 4M /dev/urandom >src/big");
    CompletableFuture<Mirrored.Outcome> running = CompletableFuture.supplyAsync(this::slowBackup);
    Eventually.await("the copy has begun", this::copyHasBegun);
    remote.stop();
    assertThat(running.get().code()).isEqualTo(ExitCode.FAILED);
    remote.begin();
    mustBeExact();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aFullTargetIsAnErrorAndTheNextRunIsExact(Way way) throws Exception {
    begin(way);
    mustBeExact();
    long base = tree.journal.base();
    tree.shell("head -c 12M /dev/urandom >src/big; echo 2 >src/a");
    tree.journal.lists(tree.object("a"), tree.object("big"), tree.object(""));
    Mirrored.Outcome full = backup();
    assertThat(full.code()).as(full.text()).isIn(ExitCode.FAILED, ExitCode.PARTIAL);
    assertThat(tree.messages).anyMatch(line -> line.contains("No space left"));
    assertThat(tree.journal.base()).isEqualTo(base);
    tree.shell("mount -o remount,size=40m target");
    mustBeExact();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aReadOnlyTargetIsAnErrorAndTheNextRunIsExact(Way way) throws Exception {
    begin(way);
    mustBeExact();
    long base = tree.journal.base();
    tree.shell("echo 2 >src/a; mount -o remount,ro target");
    tree.journal.lists(tree.object("a"));
    Mirrored.Outcome refused = backup();
    assertThat(refused.code()).as(refused.text()).isIn(ExitCode.FAILED, ExitCode.PARTIAL);
    assertThat(refused.text() + tree.messages).contains("Read-only");
    assertThat(tree.journal.base()).isEqualTo(base);
    tree.shell("mount -o remount,rw target");
    mustBeExact();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aTargetThatIsNotMountedIsNotFilledUnderItsMountPoint(Way way) throws Exception {
    begin(way);
    mustBeExact();
    tree.shell("mount --make-private target; mkdir away; mount --move target away");
    try {
      assertThat(backup().code()).isEqualTo(ExitCode.REFUSED);
      assertThat(tree.shell("ls -A target")).isEmpty();
    } finally {
      tree.shell("mount --move away target");
    }
    tree.journal.lists();
    mustBeExact();
  }
}
