package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/** The programs that stand for NetBackup's commands, called as programs. */
class CommandsTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void start() {
    bench = Bench.in(folder);
    bench.tree().write("f", "x");
    bench
        .netbackup()
        .put(
            Policy.of("users", "u", ScheduleType.UBAK)
                .withSchedule("full", ScheduleType.FULL)
                .selecting(bench.path("")));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Programs.Result call(String command, String... arguments) {
    Path client = bench.netbackup().openv().commands().resolve(command);
    Path primary = bench.netbackup().openv().adminCommands().resolve(command);
    List<String> words = new ArrayList<>();
    words.add((client.toFile().exists() ? client : primary).toString());
    words.addAll(List.of(arguments));
    return Programs.run(words);
  }

  private Path file(String text) {
    Path list = bench.folder().resolve("names");
    bench.write(list, text);
    return list;
  }

  private Image last() {
    List<Image> images = bench.netbackup().catalogue().images();
    return images.get(images.size() - 1);
  }

  @Test
  void aUserSavesTheNamesOfAPlainList() {
    Path progress = bench.folder().resolve("progress");
    Path list = file(bench.path("f") + "\n");

    Programs.Result result =
        call(
            "bpbackup",
            "-p",
            "users",
            "-s",
            "u",
            "-w",
            "-L",
            progress.toString(),
            "-f",
            list.toString());

    assertThat(result.exitCode()).isZero();
    assertThat(last().type()).isEqualTo(ScheduleType.UBAK);
    assertThat(last().names()).containsExactly(bench.path("f"));
    assertThat(bench.read(progress))
        .containsPattern("(?m)^\\d\\d:\\d\\d:\\d\\d INF - ")
        .endsWith("INF - Server status = 0\n");
  }

  @Test
  void namesWithBlanksAndLineFeedsHaveTheirLengthInFront() {
    String odd = bench.path("two words\nand a line");
    bench.tree().write("two words\nand a line", "x");
    Path list =
        file(
            odd.length()
                + " "
                + odd
                + "\n"
                + bench.path("f").length()
                + " "
                + bench.path("f")
                + "\n");

    assertThat(call("bpbackup", "-p", "users", "-w", "-f", list.toString()).exitCode()).isZero();

    assertThat(last().names()).containsExactly(odd, bench.path("f"));
  }

  @Test
  void aBlankInAPlainListIsRefusedAndNoticed() {
    Path list = file("/a b\n");

    Programs.Result result = call("bpbackup", "-p", "users", "-w", "-f", list.toString());

    assertThat(result.exitCode()).isEqualTo(20);
    assertThat(bench.netbackup().violations())
        .singleElement()
        .asString()
        .contains("its length in front");
  }

  @Test
  void aUsersBackupIgnoresTheLists() {
    bench.list("exclude_list", "/");
    bench.list("include_list", "/nowhere");

    assertThat(call("bpbackup", "-p", "users", "-w", bench.path("f")).exitCode()).isZero();

    assertThat(last().names()).containsExactly(bench.path("f"));
  }

  @Test
  void aUsersBackupOfNothingEndsWith71() {
    assertThat(call("bpbackup", "-p", "users", "-w", bench.path("none")).exitCode()).isEqualTo(71);
  }

  @Test
  void withoutWaitingTheRequestIsAcceptedAndTheJobRuns() {
    bench.hook(
        "bpstart_notify", "until [ -e '" + bench.folder() + "/go' ]; do /bin/sleep 0.05; done");

    assertThat(call("bpbackup", "-p", "users", bench.path("f")).exitCode()).isZero();
    assertThat(bench.netbackup().catalogue().images()).isEmpty();

    bench.write(bench.folder().resolve("go"), "");
    Eventually.await("the image", () -> !bench.netbackup().catalogue().images().isEmpty());
  }

  @Test
  void whenTheWaitingIsOverTheJobGoesOn() {
    bench.hook(
        "bpstart_notify", "until [ -e '" + bench.folder() + "/go' ]; do /bin/sleep 0.05; done");

    assertThat(call("bpbackup", "-p", "users", "-w", "0:00:01", bench.path("f")).exitCode())
        .isEqualTo(41);

    bench.write(bench.folder().resolve("go"), "");
    Eventually.await("the image", () -> !bench.netbackup().catalogue().images().isEmpty());
  }

  @Test
  void withoutAScheduleForUsersThereIsNoBackup() {
    assertThat(call("bpbackup", "-p", Bench.POLICY, "-w", bench.path("f")).exitCode())
        .isEqualTo(198);
  }

  @Test
  void anImmediateBackupIsTheSchedulersJob() {
    bench.lists(bench.path("f"));

    assertThat(call("bpbackup", "-i", "-w", "-p", Bench.POLICY, "-s", Bench.SCHEDULE).exitCode())
        .isZero();

    assertThat(last().type()).isEqualTo(ScheduleType.FULL);
  }

  @Test
  void theClientSeesItsImagesToTheMinuteOrToTheSecond() {
    bench.lists(bench.path("f"));
    Image image = bench.run().image().orElseThrow();
    String seconds =
        DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss")
            .format(Instant.ofEpochSecond(image.time()).atZone(ZoneId.systemDefault()));

    String minutesTable = call("bpclimagelist", "-client", "client1").orFail().output();
    String secondsTable =
        call("bpclimagelist", "-Listseconds", "-client", "client1", "-policy", Bench.POLICY)
            .orFail()
            .output();

    assertThat(minutesTable.lines().toList())
        .hasSize(3)
        .element(2)
        .asString()
        .startsWith(seconds.substring(0, 16) + "  ")
        .contains("Full Backup")
        .endsWith(Bench.POLICY);
    assertThat(secondsTable).contains(seconds + "  ");
  }

  @Test
  void anImagesRecordHasItsFieldsInTheVendorsOrder() {
    bench.lists(bench.path("f"));
    Image image = bench.run().image().orElseThrow();

    String[] fields =
        call(
                "bpimagelist",
                "-l",
                "-client",
                "client1",
                "-policy",
                Bench.POLICY,
                "-sl",
                Bench.SCHEDULE)
            .orFail()
            .output()
            .lines()
            .findFirst()
            .orElseThrow()
            .split(" ");

    assertThat(fields[0]).isEqualTo("IMAGE");
    assertThat(fields[1]).isEqualTo("client1");
    assertThat(fields[5]).isEqualTo(image.id());
    assertThat(fields[6]).isEqualTo(Bench.POLICY);
    assertThat(fields[10]).isEqualTo(Bench.SCHEDULE);
    assertThat(fields[11]).isEqualTo("0");
    assertThat(fields[13]).isEqualTo(Long.toString(image.time()));
    assertThat(fields[19]).isEqualTo("1");
  }

  @Test
  void nothingInTheCatalogueIs227() {
    assertThat(call("bpclimagelist", "-client", "client1").exitCode()).isEqualTo(227);
    assertThat(call("bpimagelist", "-l", "-policy", "users").exitCode()).isEqualTo(227);
  }

  @Test
  void anUnknownOptionIsRefusedAndNoticed() {
    assertThat(call("bpclimagelist", "-nonsense").exitCode()).isEqualTo(20);
    assertThat(bench.netbackup().violations()).hasSize(1);
  }

  @Test
  void aPolicysRecordSaysWhatDoesNotGoWithLists() {
    bench
        .netbackup()
        .put(
            Policy.of("p", "s", ScheduleType.INCR)
                .withSchedule(new Policy.Schedule("syn", ScheduleType.FULL, true))
                .withTir()
                .withAccelerator()
                .withStreams(List.of(List.of("/a"), List.of("/b"))));

    List<String> lines = call("bppllist", "p", "-l").orFail().output().lines().toList();

    String[] information =
        lines.stream()
            .filter(l -> l.startsWith("INFO "))
            .findFirst()
            .orElseThrow()
            .substring(5)
            .split(" ");
    assertThat(information[0]).isEqualTo("0");
    assertThat(information[11]).isEqualTo("2");
    assertThat(information[15]).isEqualTo("1");
    assertThat(information[39]).isEqualTo("1");
    assertThat(lines)
        .contains("INCLUDE NEW_STREAM", "INCLUDE /a", "INCLUDE /b")
        .anyMatch(line -> line.startsWith("SCHED s 1 "))
        .anyMatch(line -> line.matches("SCHED syn 0 1 86400 1 0 0 0 \\*NULL\\* 0 0 0 0 1 .*"));
    assertThat(call("bppllist", "unknown", "-l").exitCode()).isEqualTo(230);
    assertThat(call("bppllist").orFail().output()).contains("users\n");
  }

  @Test
  void theServersTimeoutsAndTheClientsSettingsAreToBeHad() {
    bench.write(
        bench.netbackup().openv().netbackup().resolve("bp.conf"),
        "SERVER = primary\nUSE_CTIME_FOR_INCREMENTALS = YES\n");

    assertThat(call("bpgetconfig", "BPSTART_TIMEOUT", "CLIENT_READ_TIMEOUT").orFail().output())
        .isEqualTo("BPSTART_TIMEOUT = 300\nCLIENT_READ_TIMEOUT = 300\n");
    assertThat(call("bpgetconfig", "-M", "client1").orFail().output())
        .isEqualTo("SERVER = primary\nUSE_CTIME_FOR_INCREMENTALS = YES\n");
  }

  @Test
  void selectionsCanBeAddedOnThePrimary() {
    assertThat(call("bpplinclude", "users", "-add", "/more").exitCode()).isZero();

    assertThat(call("bpplinclude", "users", "-l").orFail().output()).endsWith("INCLUDE /more\n");
  }

  @Test
  void jobsHaveTheirStatusInTheFourthField() {
    bench.lists(bench.path("none"));
    assertThat(bench.run().status()).isEqualTo(71);

    assertThat(call("bpdbjobs", "-most_columns").orFail().output())
        .isEqualTo("1,0,3,71,lists,nightly,client1\n");
  }

  @Test
  void filesOfAnImageAreListed() {
    bench.lists(bench.path("f"));
    Image image = bench.run().image().orElseThrow();

    assertThat(call("bpflist", "-l", "-backupid", image.id()).orFail().output())
        .startsWith("FILES 8 ")
        .contains(bench.path("f"));
    assertThat(call("bplist", "-C", "client1", "-l", "-R", "99", "/").orFail().output())
        .contains(bench.path("f"));
  }

  @Test
  void theClientKnowsItsName() {
    assertThat(call("bpclntcmd", "-pn").orFail().output()).contains("client1");
  }
}
