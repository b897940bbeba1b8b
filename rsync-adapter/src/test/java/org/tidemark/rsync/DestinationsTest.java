package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;
import org.tidemark.rsync.Remote.Way;

/**
 * The same mirror over every way and with both versions of rsync on either side. Names are odd
 * everywhere, that of the mirror included.
 */
@Execution(ExecutionMode.CONCURRENT)
class DestinationsTest {
  private static final String ODD = "mirror #1 'of' \"it\" $x;&\n\377 ";

  @TempDir private Path temporary;
  private Mirrored tree;
  private Remote remote;
  private String program = "";

  private void begin(Way way, RsyncVersions here, RsyncVersions there) throws Exception {
    program = here.program();
    remote = Remote.start(way, temporary, temporary.resolve("servers"), there.program());
    tree = new Mirrored(temporary);
    tree.shell(
        """
        mkdir -p src/d/$'sub\\n dir' src/e; chmod 751 src/e; cd src
        echo 1 >d/$'a\\n1'; echo 2 >'d/#b'; echo 3 >d/$'\\377'; echo 4 >'d/ c '; ln d/'#b' e/link
        ln -s nowhere d/symlink; mkfifo d/fifo; mknod d/null c 1 3; chown 12:34 d/'#b'
        setfattr -n user.k -v v e/link; setfacl -m u:77:r e; touch -hd '2020-01-01 0:0:0.123456789' d/* e
        truncate -s 1M d/sparse; echo 5 >d/'-e x'; echo 6 >d/'*?['
        """);
  }

  @AfterEach
  void endServers() {
    if (remote != null) {
      remote.close();
    }
  }

  static Stream<Arguments> waysAndVersions() {
    RsyncVersions newer = RsyncVersions.INSTALLED;
    RsyncVersions older = RsyncVersions.OLDER;
    return Stream.of(
        Arguments.of(Way.LOCAL, newer, newer),
        Arguments.of(Way.LOCAL, older, older),
        Arguments.of(Way.SSH, newer, newer),
        Arguments.of(Way.SSH, newer, older),
        Arguments.of(Way.SSH, older, newer),
        Arguments.of(Way.DAEMON, newer, newer),
        Arguments.of(Way.DAEMON, newer, older),
        Arguments.of(Way.DAEMON, older, newer));
  }

  private BackupRequest request(boolean adopt, boolean dryRun, String... options) throws Exception {
    return new BackupRequest(
        tree.request().consumer(),
        tree.source.latin1(),
        remote.destination(ODD),
        Level.INCREMENTAL,
        adopt,
        dryRun,
        remote.options(options));
  }

  private Mirrored.Outcome backup(String... options) throws Exception {
    return tree.backup(request(false, false, options), program);
  }

  private void mustBeExact(Mirrored.Outcome outcome) throws Exception {
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell(Mirrored.COMPARE + " src/ \"$1/\"", ODD)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("waysAndVersions")
  void whatDriftedIsFoundAndMendedWhereverTheMirrorIs(
      Way way, RsyncVersions here, RsyncVersions there) throws Exception {
    begin(way, here, there);
    mustBeExact(backup());
    tree.journal.lists();
    tree.shell(
        """
        cd "$1"; chmod 600 'd/#b'; rm -r d/$'sub\n dir'; echo surplus >$'e/\377 \n'; mkdir -p x/y/z
        echo 7 >d/$'a\n1'; rm d/symlink; ln -s away d/symlink; echo 8 >x/y/8
        """,
        ODD);
    BackupRequest.Proofs now = new BackupRequest.Proofs(Optional.empty(), "checksum");
    Mirrored.Outcome outcome = tree.backup(request(false, false).with(now), program);
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.FOUND);
    assertThat(outcome.text())
        .contains("mode ./d/%23b\n".replace("%23", "#"))
        .contains("surplus ./e/%FF%20%0A\n")
        .contains("surplus ./x/y/8\n")
        .contains("missing ./d/sub%0A%20dir\n");
    mustBeExact(tree.backup(request(false, false).with(now), program));
  }

  @ParameterizedTest
  @MethodSource("waysAndVersions")
  void aMirrorFollowsItsSource(Way way, RsyncVersions here, RsyncVersions there) throws Exception {
    begin(way, here, there);
    mustBeExact(backup());
    tree.shell(
        """
        cd src; echo changed >d/$'a\\n1'; rm 'd/#b' e/link; rm -r d/$'sub\\n dir'; echo new >d/$'sub\\n dir'
        mkdir -p m/$'\\377' moved; echo x >m/$'\\377/y'; echo z >e/$'z\\n'; rm d/fifo; mkdir d/fifo; echo q >d/fifo/q
        echo 1 >moved/one; rm d/symlink; ln -s elsewhere d/symlink; chmod 700 e; touch -d 2001-01-01 .
        """);
    tree.journal.lists(
        tree.object("d/a\n1"),
        tree.removed("d/#b"),
        tree.removed("e/link"),
        tree.object("d/sub\n dir"),
        tree.object("d/fifo"),
        tree.object("d/fifo/q"),
        tree.object("d/symlink"),
        tree.contents("e"),
        tree.object("e"),
        tree.object("d"),
        tree.object(""),
        tree.subtree("m", Reason.MOVED_IN),
        tree.subtree("moved", Reason.DAEMON_DOWN));
    mustBeExact(backup());
    assertThat(backup().report().plan().passes()).isNotEmpty();
    tree.journal.lists();
    Mirrored.Outcome nothing = backup();
    mustBeExact(nothing);
    assertThat(nothing.report().plan().passes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aTreeThatBecameAFileGoesWithAllBelowIt(Way way) throws Exception {
    begin(way, RsyncVersions.INSTALLED, RsyncVersions.INSTALLED);
    tree.shell("mkdir -p src/t/u; touch src/t/{1..40} src/t/u/$'\\n'{1..9}");
    mustBeExact(backup());
    tree.shell("rm -r src/t; echo file >src/t");
    tree.journal.lists(tree.object("t"), tree.object(""));
    mustBeExact(backup());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anEmptyMountPointAtTheSourceRemovesNothing(Way way) throws Exception {
    begin(way, RsyncVersions.INSTALLED, RsyncVersions.INSTALLED);
    mustBeExact(backup());
    tree.shell("mv src kept; mkdir src");
    tree.journal.lists(tree.removed("d"), tree.removed("e"));
    assertThat(backup().code()).isEqualTo(ExitCode.REFUSED);
    assertThat(tree.shell("ls \"$1\"", ODD)).isEqualTo("d\ne\n");
    tree.shell("rmdir src; mv kept src");
    tree.journal.lists();
    mustBeExact(backup());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aTargetThatWasSwappedIsRefused(Way way) throws Exception {
    begin(way, RsyncVersions.INSTALLED, RsyncVersions.INSTALLED);
    mustBeExact(backup());
    tree.shell("mkdir other; mv \"$1\" \"$1.tidemark\" other/; mkdir \"$1\"", ODD);
    assertThat(backup().code()).isEqualTo(ExitCode.REFUSED);
    assertThat(tree.shell("ls -A \"$1\"", ODD)).isEmpty();
    tree.shell(
        "rmdir \"$1\"; mv other/* .; sed -i 's/\"mirror\":\"[^\"]*\"/\"mirror\":\"x\"/' \"$1.tidemark\"",
        ODD);
    Mirrored.Outcome swapped = backup();
    assertThat(swapped.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(swapped.text()).contains("another mirror");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aDirectoryWithSomethingInItIsTakenOverOnlyWhenToldSo(Way way) throws Exception {
    begin(way, RsyncVersions.INSTALLED, RsyncVersions.INSTALLED);
    tree.shell("mkdir -p \"$1/d\"; echo old >\"$1/d/precious\"", ODD);
    assertThat(backup().code()).isEqualTo(ExitCode.REFUSED);
    assertThat(tree.backup(request(true, true), program).code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls \"$1/d\"", ODD)).isEqualTo("precious\n");
    mustBeExact(tree.backup(request(true, false), program));
    mustBeExact(backup());
  }
}
