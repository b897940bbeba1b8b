package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.model.Level;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import org.tidemark.netbackup.site.Openv;
import org.tidemark.netbackup.site.ReadOrder;
import org.tidemark.netbackup.site.UserRoute;

/** {@code tidemark netbackup install} and {@code uninstall}, as commands. */
class InstallCommandTest {
  private static final String GOOD =
      """
      Policy Name:       NAME
        Policy Type:         Standard
        Collect TIR info:    no
        Mult. Data Streams:  no
        Use Accelerator:  no
        Cross Mount Points:  yes

        Include:  /

        Schedule:              nightly
          Type:                Full Backup
          Synthetic:           0
      """;

  private static final String BASE =
      GOOD.replace("nightly", "full").replace("Include:  /", "Include:  /srv");

  @TempDir private Path folder;
  private Openv openv;
  private Path state;
  private int exit;

  @BeforeEach
  void prepare() throws IOException {
    openv = new Openv(folder.resolve("openv"));
    state = folder.resolve("state");
    Files.createDirectories(openv.netbackup().resolve("bin/admincmd"));
    Files.createDirectories(folder.resolve("units"));
    Files.writeString(
        openv.netbackup().resolve("bp.conf"),
        "SERVER = primary.example\nCLIENT_NAME = me\nDO_NOT_RESET_FILE_ACCESS_TIME = YES\n");
  }

  /** The output and the messages together. */
  private String run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of("netbackup", command));
    arguments.addAll(List.of("--policy", "changes", "--schedule", "nightly"));
    arguments.addAll(List.of("--state", state.toString()));
    arguments.addAll(List.of("--units", folder.resolve("units").toString()));
    arguments.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exit = Main.run(arguments, out, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private String install(String... more) {
    List<String> all = new ArrayList<>(List.of("--base-policy", "weekly", "--base-schedule"));
    all.addAll(List.of("full", "--openv", openv.directory().toString()));
    all.addAll(List.of("--tidemark", "/opt/tidemark/bin/tidemark"));
    all.addAll(List.of(more));
    return run("install", all.toArray(String[]::new));
  }

  private void primarySays(String changes, String weekly) throws IOException {
    String script =
        "#!/bin/sh\n[ \"$2\" = -U ] || exit 20\ncase $1 in changes) cat <<'E'\n"
            + changes
            + "E\n;; weekly) cat <<'E'\n"
            + weekly
            + "E\n;; *) exit 230 ;; esac\n";
    program("bppllist", script);
  }

  private void program(String name, String script) throws IOException {
    Files.writeString(openv.adminCommand(name), script);
    Files.setPosixFilePermissions(
        openv.adminCommand(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Optional<Installation> installed() throws Exception {
    return Installations.in(state).find("changes", "nightly");
  }

  @Test
  void installsWhatTheOptionsSay() throws Exception {
    String said =
        install(
            "--level",
            "cumulative",
            "--reads",
            "late",
            "--deadline",
            "100",
            "--max-entries",
            "7",
            "--user-policy",
            "users",
            "--user-schedule",
            "any",
            "--walk-on-gap",
            "--client",
            "c");

    assertThat(exit).as(said).isZero();
    Installation found = installed().orElseThrow();
    assertThat(found.level()).isEqualTo(Level.CUMULATIVE);
    assertThat(found.reads()).isEqualTo(ReadOrder.LATE);
    assertThat(found.deadline().toSeconds()).isEqualTo(100);
    assertThat(found.maximumEntries()).isEqualTo(7);
    assertThat(found.userRoute()).contains(new UserRoute("users", "any"));
    assertThat(found.walkOnGap()).isTrue();
    assertThat(found.client()).isEqualTo("c");
    assertThat(openv.startHook("changes", "nightly")).isExecutable();
    assertThat(folder.resolve("units/tidemark-netbackup.timer")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "%s", "%s/", "ALL_LOCAL_DRIVES", "%s*"})
  void theBaseMustNotSaveTheStateFolder(String selection) throws Exception {
    Files.createDirectories(state);
    String weekly = BASE.replace("/srv", selection.formatted(folder.toRealPath()));
    primarySays(GOOD, weekly);
    String line = state.toRealPath().toString();

    String said = install();

    assertThat(exit).as(said).isEqualTo(5);
    assertThat(said).contains("red: policy weekly: saves " + line);
    Path list = openv.excludeList("weekly", "full");
    assertThat(said).contains("add this line to " + list + ": " + line);
    Files.writeString(list, "/proc\n" + line + "\n");
    said = install();
    assertThat(exit).as(said).isZero();
  }

  @Test
  void ofSeveralExcludeListsOfTheBaseTheMostSpecificCounts() throws Exception {
    Files.createDirectories(state);
    primarySays(GOOD, BASE.replace("/srv", "/"));
    Path plain = openv.netbackup().resolve("exclude_list");
    Files.writeString(plain, state.toRealPath() + "\n");
    String good = install();
    assertThat(exit).as(good).isZero();
    Path specific = openv.netbackup().resolve("exclude_list.weekly");
    Files.writeString(specific, "/proc\n");

    String said = install();

    assertThat(said).contains("add this line to " + specific + ": " + state.toRealPath());
  }

  @Test
  void tellsWhatToSetOnThePrimaryAndWhatItCouldNotLookAt() throws Exception {
    String said = install();

    assertThat(exit).isZero();
    assertThat(said)
        .contains("yellow: policy changes: cannot be looked at from this client")
        .contains("On the primary (primary.example)")
        .contains("BPSTART_TIMEOUT = 220 or more")
        .contains("list: none yet: ");
    assertThat(installed().orElseThrow().client()).isEqualTo("me");
  }

  @Test
  void uninstallLeavesNothingAndTellsToDeactivateThePolicy() throws Exception {
    install();
    String said = run("uninstall");

    assertThat(exit).isZero();
    assertThat(said)
        .contains("Deactivate policy changes")
        .contains("tidemark consumer forget netbackup:changes/nightly");
    assertThat(installed()).isEmpty();
    try (var units = Files.list(folder.resolve("units"))) {
      assertThat(units).isEmpty();
    }
    assertThat(openv.startHook("changes", "nightly")).doesNotExist();
    assertThat(run("uninstall")).contains("is not installed");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void installsWhereThePrimarySaysThatAllIsWell() throws Exception {
    primarySays(GOOD, BASE);
    program(
        "bpgetconfig", "#!/bin/sh\necho BPSTART_TIMEOUT = 300\necho CLIENT_READ_TIMEOUT = 900\n");

    String said = install();

    assertThat(exit).as(said).isZero();
    assertThat(said).doesNotContain("yellow:").doesNotContain("red:");
  }

  /** Each of these loses files, or makes the job fail, if nobody says so. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Standard|MS-Windows|not Standard",
        "TIR info:    no|TIR info:    yes|would count as deleted",
        "TIR info:    no|TIR info:    with move detection|would count as deleted",
        "Use Accelerator:  no|Use Accelerator:  yes|uses Accelerator",
        "Points:  yes|Points:  no|does not cross mount points",
        "Streams:  no|Streams:  yes|multiple data streams",
        "Include:  /|Include:  /srv|a list adds nothing that is not selected",
        "Full Backup|Differential Incremental Backup|files with old times",
        "Synthetic:           0|Synthetic:           1|is synthetic",
        "nightly|other|has no schedule nightly",
      })
  void refusesAPolicyThatLosesFiles(String is, String instead, String why) throws Exception {
    primarySays(GOOD.replace(is, instead), BASE);

    assertThat(install()).contains("red: policy changes: ").contains(why);
    assertThat(exit).isEqualTo(5);
    assertThat(installed()).isEmpty();
    assertThat(openv.startHook("changes", "nightly")).doesNotExist();
    install("--unchecked");
    assertThat(exit).isZero();
  }

  @Test
  void severalStreamsMaySelectTheRootEach() throws Exception {
    String several =
        GOOD.replace("Streams:  no", "Streams:  yes")
            .replace("  Include:  /", "  Include:  NEW_STREAM\n    /\n    NEW_STREAM\n    /");
    primarySays(several, BASE);

    assertThat(install()).contains("allows multiple data streams");
    assertThat(exit).isEqualTo(5);
    String said = install("--several-streams");
    assertThat(exit).as(said).isZero();
    primarySays(several.replace("    /\n    NEW", "    /srv\n    NEW"), BASE);
    assertThat(install("--several-streams")).contains("a list adds nothing that is not selected");
  }

  @Test
  void refusesABaseOfSeveralStreams() throws Exception {
    primarySays(GOOD, BASE.replace("Streams:  no", "Streams:  yes"));

    assertThat(install()).contains("red: policy weekly: allows multiple data streams");
    assertThat(exit).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Full Backup", "Cumulative Incremental Backup", "INCR (1)"})
  void refusesAPolicyWithMoreSchedules(String type) throws Exception {
    String more = GOOD + "\n  Schedule:              more\n    Type:                ";
    primarySays(more + type + "\n", BASE);

    assertThat(install()).contains("has the schedule more too");
    assertThat(exit).isEqualTo(5);
    primarySays(more + "User Backup\n", BASE);
    install();
    assertThat(exit).isZero();
  }

  @Test
  void refusesABaseThatRunsNoHooks() throws Exception {
    primarySays(GOOD, BASE.replace("Synthetic:           0", "Synthetic:           1"));

    assertThat(install()).contains("red: policy weekly: its schedule full is synthetic");
    assertThat(exit).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "219|300|900|the hook may take 220 seconds",
        "900|300|300|CLIENT_READ_TIMEOUT is 300",
        "300|129|900|BPEND_TIMEOUT is 129, and the hook may take 130 seconds",
      })
  void refusesTimeoutsThatAreTooShort(int start, int end, int read, String why) throws Exception {
    program(
        "bpgetconfig",
        "#!/bin/sh\nfor key; do case $key in\nBPSTART_TIMEOUT) echo $key = "
            + start
            + ";;\nBPEND_TIMEOUT) echo $key = "
            + end
            + ";;\nCLIENT_READ_TIMEOUT) echo $key = "
            + read
            + ";;\nesac; done\n");

    assertThat(install()).contains("red: primary.example: ").contains(why);
    assertThat(exit).isEqualTo(5);
  }

  @Test
  void saysWhichListsAndHooksOfTheSiteDoNotCountAnyMore() throws Exception {
    Files.writeString(openv.netbackup().resolve("include_list"), "/etc\n");
    Files.writeString(openv.netbackup().resolve("exclude_list.changes"), "/tmp\n");
    Files.writeString(openv.netbackup().resolve("bin/bpend_notify"), "#!/bin/sh\n");
    Files.writeString(openv.netbackup().resolve("bp.conf"), "SERVER = p\n");

    assertThat(install())
        .contains("/include_list: is not read for policy changes")
        .contains("/exclude_list.changes: is not read for policy changes")
        .contains("/bpend_notify: cannot be run and is passed over")
        .contains("DO_NOT_RESET_FILE_ACCESS_TIME");
    assertThat(exit).isZero();
  }

  @Test
  void aDryRunWritesNothing() throws Exception {
    assertThat(install("--dry-run")).contains("On the primary");
    assertThat(exit).isZero();
    assertThat(installed()).isEmpty();
    assertThat(openv.startHook("changes", "nightly")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--reads sometimes",
        "--level full",
        "--base-policy changes",
        "--deadline 0",
        "--user-policy u",
        "--openv /nowhere",
        "--base-schedule a/b",
      })
  void refusesOptionsThatMakeNoSense(String options) throws Exception {
    String said = install(options.split(" ", -1));

    assertThat(exit).as(said).isEqualTo(2);
    assertThat(installed()).isEmpty();
  }
}
