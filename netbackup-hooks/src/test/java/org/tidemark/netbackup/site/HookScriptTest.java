package org.tidemark.netbackup.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.Programs;
import org.tidemark.netbackup.site.HookRunner.Ended;
import org.tidemark.netbackup.site.HookText.Otherwise;

/** The hooks as shells run them, in the surroundings that a job may have. */
class HookScriptTest {
  private static final String POLICY = "mail 'a' $(x) \"q\" \u00e9";
  private static final String SCHEDULE = "every.night";

  @TempDir private Path folder;
  private HookRunner site;

  @BeforeEach
  void prepare() throws IOException {
    site = new HookRunner(folder);
  }

  /** Arguments as the JVM passes them on; the hook holds their bytes. */
  private static String bytes(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.ISO_8859_1);
  }

  private Path start(Otherwise otherwise) throws IOException {
    return site.start(bytes(POLICY), SCHEDULE, otherwise);
  }

  private Path end() throws IOException {
    return site.end(bytes(POLICY), SCHEDULE);
  }

  private Ended runStart(String shell, Path hook) throws IOException, InterruptedException {
    return site.run(shell, hook, "client", POLICY, SCHEDULE, "FULL");
  }

  private Ended runEnd(String shell, Path hook) throws IOException, InterruptedException {
    return site.run(shell, hook, "client", POLICY, SCHEDULE, "FULL", "0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "sh"})
  void handsOnWhatNetBackupSaid(String shell) throws IOException, InterruptedException {
    Ended started = runStart(shell(shell), start(Otherwise.FAIL));
    Ended ended = runEnd(shell(shell), end());

    String state = site.state.toString();
    assertThat(started).isEqualTo(new Ended(0, ""));
    assertThat(ended).isEqualTo(new Ended(0, ""));
    assertThat(site.called())
        .containsExactly(
            "netbackup",
            "start",
            "--state",
            state,
            "--",
            "client",
            POLICY,
            SCHEDULE,
            "FULL",
            "netbackup",
            "end",
            "--state",
            state,
            "--",
            "client",
            POLICY,
            SCHEDULE,
            "FULL",
            "0");
  }

  private static String shell(String name) {
    assumeTrue(Programs.exists(name), () -> "no " + name);
    return "/bin/" + name;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 1", "5, 1", "8, 1", "139, 1", "0, 0"})
  void failsTheJobForWhateverTheCommandEndsWith(int command, int hook)
      throws IOException, InterruptedException {
    site.helper("exit " + command);

    assertThat(runStart("/bin/dash", start(Otherwise.FAIL)).exit()).isEqualTo(hook);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 255})
  void neverFailsAtTheEndNorATrueFull(int command) throws IOException, InterruptedException {
    site.helper("exit " + command);

    assertThat(runEnd("/bin/dash", end()).exit()).isZero();
    assertThat(runStart("/bin/dash", start(Otherwise.GO_ON)).exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void saysSoWhereTheCommandIsMissing(String shell) throws IOException, InterruptedException {
    Files.delete(site.tidemark);

    assertThat(runStart(shell(shell), start(Otherwise.FAIL))).isEqualTo(new Ended(1, ""));
    assertThat(runStart(shell(shell), start(Otherwise.GO_ON))).isEqualTo(new Ended(0, ""));
    assertThat(runEnd(shell(shell), end())).isEqualTo(new Ended(0, ""));
    assertThat(site.log()).contains("cannot run " + site.tidemark).contains(POLICY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec sleep 300", "trap '' TERM; while :; do sleep 1; done"})
  void endsInTimeWhereTheCommandHangs(String helper) throws IOException, InterruptedException {
    site.helper(helper);
    Path start = start(Otherwise.FAIL);
    Path end = end();
    HookRunner.hurry(start);
    HookRunner.hurry(end);

    assertThat(runStart("/bin/dash", start).exit()).isEqualTo(1);
    assertThat(runEnd("/bin/bash", end).exit()).isZero();
    assertThat(site.log()).contains("no answer within 1 seconds");
  }

  @Test
  void waitsNoLongerThanTheServerDoes() throws IOException {
    String text = Files.readString(start(Otherwise.FAIL));

    assertThat(text).contains("deadline='210'");
    assertThat(HookText.longest(HookRunner.DEADLINE).toSeconds()).isEqualTo(220).isLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void refusesAnotherNumberOfArguments(String shell) throws IOException, InterruptedException {
    String sh = shell(shell);
    assertThat(site.run(sh, start(Otherwise.FAIL), "client", POLICY, SCHEDULE).exit()).isOne();
    assertThat(site.run(sh, start(Otherwise.FAIL)).exit()).isOne();
    assertThat(site.run(sh, start(Otherwise.FAIL), "c", POLICY, SCHEDULE, "FULL", "0").exit())
        .isOne();
    assertThat(site.run(sh, start(Otherwise.GO_ON)).exit()).isZero();
    assertThat(site.run(sh, end(), "client", POLICY, SCHEDULE, "FULL").exit()).isZero();
    assertThat(site.called()).isEmpty();
    assertThat(site.log()).contains("called with 3 arguments").contains("called with 4 arguments");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void doesWithoutDescriptors(String shell) throws IOException, InterruptedException {
    site.through("/bin/sh", "-c", "exec \"$0\" \"$@\" <&- >&- 2>&-");
    site.siteHook("bpstart_notify", "read line && echo \"$line\"; exit 0");
    site.helper("cat; echo out; echo err >&2; exit 0");

    assertThat(runStart(shell(shell), start(Otherwise.FAIL))).isEqualTo(new Ended(0, ""));
    assertThat(runEnd(shell(shell), end())).isEqualTo(new Ended(0, ""));
    assertThat(site.log()).contains("out\nerr\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void writesNothingToTheDescriptorsOfTheJob(String shell)
      throws IOException, InterruptedException {
    site.siteHook("bpstart_notify", "exit 0");
    site.siteHook("bpend_notify", "exit 3");
    site.helper("echo out; echo err >&2; exit 1");

    assertThat(runStart(shell(shell), start(Otherwise.FAIL)).printed()).isEmpty();
    assertThat(runEnd(shell(shell), end()).printed()).isEmpty();
  }

  @Test
  void findsItsProgramsWithoutPathAndKeepsTheJobsLibrariesFromJava()
      throws IOException, InterruptedException {
    site.with("LANG", "C").with("LD_LIBRARY_PATH", "/usr/openv/lib").with("STREAM_NUMBER", "2");
    site.with("BACKUPID", "client_0857340526").with("JAVA_TOOL_OPTIONS", "-Xmx1k");

    assertThat(runStart("/bin/dash", start(Otherwise.FAIL)).exit()).isZero();
    assertThat(site.environmentOfHelper())
        .contains("STREAM_NUMBER=2", "BACKUPID=client_0857340526", "LANG=C")
        .contains("TIDEMARK_NETBACKUP_HOOK=start")
        .anyMatch(line -> line.startsWith("PATH=/usr/sbin:"))
        .noneMatch(line -> line.startsWith("LD_LIBRARY_PATH"))
        .noneMatch(line -> line.startsWith("JAVA_TOOL_OPTIONS"));
  }

  @Test
  void usesTheJavaOfTheInstallationWhileItIsThere() throws IOException, InterruptedException {
    Path java = folder.resolve("java/bin/java");
    site.with("JAVA_HOME", "/gone");

    assertThat(runStart("/bin/dash", start(Otherwise.FAIL)).exit()).isZero();
    assertThat(site.environmentOfHelper()).noneMatch(line -> line.startsWith("JAVA_HOME"));
    Files.createDirectories(java.getParent());
    HookRunner.executable(java, "#!/bin/sh\n");

    assertThat(runStart("/bin/dash", start(Otherwise.FAIL)).exit()).isZero();
    assertThat(site.environmentOfHelper()).contains("JAVA_HOME=" + folder.resolve("java"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void needsNoTemporaryFolder(String shell) throws IOException, InterruptedException {
    Path noexec = Files.createDirectory(folder.resolve("noexec"));
    String mount = "mount -t tmpfs -o noexec,ro none \"$TMPDIR\" && exec \"$0\" \"$@\"";
    assumeTrue(
        Programs.run("unshare", "-m", "mount", "-t", "tmpfs", "none", noexec.toString()).exitCode()
            == 0,
        "no mounts here");
    site.with("TMPDIR", noexec.toString()).with("PATH", System.getenv("PATH"));
    site.through("/usr/bin/unshare", "-m", "/bin/sh", "-c", mount);
    site.siteHook("bpstart_notify", "exit 0");

    assertThat(runStart(shell(shell), start(Otherwise.FAIL))).isEqualTo(new Ended(0, ""));
    assertThat(runEnd(shell(shell), end())).isEqualTo(new Ended(0, ""));
    assertThat(site.called()).contains("start", "end");
  }

  @Test
  void goesOnWhereItsLogCannotBeWritten() throws IOException, InterruptedException {
    Files.delete(site.state.resolve("netbackup"));
    Files.delete(site.state);

    assertThat(runStart("/bin/dash", start(Otherwise.FAIL))).isEqualTo(new Ended(0, ""));
    assertThat(runStart("/bin/bash", start(Otherwise.FAIL))).isEqualTo(new Ended(0, ""));
    site.helper("exit 1");
    assertThat(runStart("/bin/dash", start(Otherwise.FAIL))).isEqualTo(new Ended(1, ""));
  }

  @Test
  void runsTheSitesMostSpecificHookFirst() throws IOException, InterruptedException {
    Path start = start(Otherwise.FAIL);
    String kept = start.getFileName() + ".before-tidemark";
    site.siteHook("bpstart_notify", "exit 0");
    runStart("/bin/dash", start);
    site.siteHook("bpstart_notify." + POLICY, "exit 0");
    runStart("/bin/dash", start);
    site.siteHook(kept, "exit 0");
    runStart("/bin/dash", start);

    assertThat(site.called().stream().filter(line -> line.contains(": ")))
        .containsExactly(
            "bpstart_notify: client " + POLICY + " " + SCHEDULE + " FULL",
            "bpstart_notify." + POLICY + ": client " + POLICY + " " + SCHEDULE + " FULL",
            kept + ": client " + POLICY + " " + SCHEDULE + " FULL");
    assertThat(site.called().stream().filter("start"::equals)).hasSize(3);
    assertThat(site.called().get(0)).startsWith("bpstart_notify: ");
  }

  @Test
  void passesOverAHookThatCannotBeRun() throws IOException, InterruptedException {
    site.siteHook("bpend_notify." + POLICY, "exit 0");
    Files.setPosixFilePermissions(
        site.openv.netbackup().resolve("bin/bpend_notify." + POLICY),
        PosixFilePermissions.fromString("rw-r--r--"));
    site.siteHook("bpend_notify", "exit 0");

    assertThat(runEnd("/bin/dash", end()).exit()).isZero();
    assertThat(site.called().get(0)).startsWith("bpend_notify: ");
  }

  @Test
  void refusesWhatTheSitesHookRefuses() throws IOException, InterruptedException {
    site.siteHook("bpstart_notify", "exit 7");

    assertThat(runStart("/bin/dash", start(Otherwise.FAIL)).exit()).isOne();
    assertThat(runStart("/bin/dash", start(Otherwise.GO_ON)).exit()).isOne();
    assertThat(site.called()).doesNotContain("netbackup");
    assertThat(site.log()).contains("bpstart_notify ended with 7");
  }

  @Test
  void tellsTheEndAlthoughTheSitesHookFails() throws IOException, InterruptedException {
    site.siteHook("bpend_notify", "exit 7");

    assertThat(runEnd("/bin/dash", end()).exit()).isZero();
    assertThat(site.called()).contains("end");
    assertThat(site.log()).contains("bpend_notify ended with 7, which is not passed on");
  }

  @Test
  void leavesTheSitesHookWhatNetBackupGaveIt() throws IOException, InterruptedException {
    site.with("PATH", "/opt/site/bin").with("LD_LIBRARY_PATH", "/usr/openv/lib");
    site.siteHook(
        "bpstart_notify", "/usr/bin/env >>'" + folder + "/site.env'; pwd >>'" + folder + "/pwd'");

    runStart("/bin/dash", start(Otherwise.FAIL));

    assertThat(Files.readAllLines(folder.resolve("site.env")))
        .contains("PATH=/opt/site/bin", "LD_LIBRARY_PATH=/usr/openv/lib");
    assertThat(Files.readAllLines(folder.resolve("pwd"))).containsExactly(folder.toString());
  }

  /** Policy A.b with schedule c, and policy A with schedule b.c, have one file. */
  @Test
  void isNotMeantForAnotherPolicyOfTheSameFileName() throws IOException, InterruptedException {
    Path start = site.start("A.b", "c", Otherwise.FAIL);
    Path end = site.end("A.b", "c");
    site.helper("exit 1");
    site.siteHook("bpstart_notify.A", "exit 0");
    site.siteHook("bpend_notify", "exit 0");

    assertThat(site.run("/bin/dash", start, "client", "A", "b.c", "INCR").exit()).isZero();
    assertThat(site.run("/bin/dash", end, "client", "A", "b.c", "INCR", "0").exit()).isZero();
    assertThat(site.called())
        .containsExactly(
            "bpstart_notify.A: client A b.c INCR", "bpend_notify: client A b.c INCR 0");
  }

  @Test
  void isNotCalledByItselfForAPolicyNamedLikeTheFile() throws IOException, InterruptedException {
    Path start = site.start("A", "b", Otherwise.FAIL);
    site.siteHook("bpstart_notify", "exit 0");

    assertThat(site.run("/bin/dash", start, "client", "A.b", "c", "FULL").exit()).isZero();
    assertThat(site.called()).containsExactly("bpstart_notify: client A.b c FULL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void isGoodShell(String shell) throws IOException {
    for (Path hook : new Path[] {start(Otherwise.FAIL), end()}) {
      Programs.run(shell(shell), "-n", hook.toString()).orFail();
    }
  }

  @Test
  void pleasesShellcheck() throws IOException {
    assumeTrue(Programs.exists("shellcheck"), "no shellcheck");
    String start = site.start("mail 'a' $(x)", "s", Otherwise.FAIL).toString();
    String end = site.end("mail 'a' $(x)", "s").toString();

    for (String shell : new String[] {"dash", "bash"}) {
      // The names of this test hold dollars in single quotes, on purpose.
      Programs.run("shellcheck", "-s", shell, "-e", "SC2016", start, end).orFail();
    }
  }
}
