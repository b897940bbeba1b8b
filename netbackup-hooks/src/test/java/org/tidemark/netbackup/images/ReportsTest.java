package org.tidemark.netbackup.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What NetBackup's programs print; the samples follow published ones. */
class ReportsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<Image> clientImages(String report) {
    return new ClientImageReport(BERLIN).read("client", report);
  }

  private static long berlin(String local, int hours) {
    return LocalDateTime.parse(local).toEpochSecond(ZoneOffset.ofHours(hours));
  }

  private static Image image(String policy, Image.Type type, long time, int precision) {
    return new Image("", "client", policy, "", type, time, precision);
  }

  @Test
  void readsTheReportThatClientsHave() {
    String report =
        """
        Backed Up         Expires       Files       KB  C  Sched Type   Policy
        ----------------  ---------- -------- --------  -  ------------ ------------
        09/21/2005 09:29  10/05/2005        3      224  N  User Backup  server01_windows
        09/20/2005 22:00  10/04/2005   123456 99999999  N  Full Backup  changes
        09/19/2005 22:00  INFINITY          3      224  Y  Differential a policy
        09/18/2005 22:00  10/04/2005        3      224  N  Cumulative I mail
        """;

    assertThat(clientImages(report))
        .containsExactly(
            image("server01_windows", Image.Type.UBAK, berlin("2005-09-21T09:29:00", 2), 60),
            image("changes", Image.Type.FULL, berlin("2005-09-20T22:00:00", 2), 60),
            image("a policy", Image.Type.INCR, berlin("2005-09-19T22:00:00", 2), 60),
            image("mail", Image.Type.CINC, berlin("2005-09-18T22:00:00", 2), 60));
  }

  @Test
  void readsSecondsAndTheColumnsOfNewerReleases() {
    String report =
        """
        Backed Up            Expires             Files       KB  C  Sched Type   On Hold Index Status Policy
        -------------------  ------------------- -------- --------  -  ------------ ------- ------------ ------
        01/02/2024 03:04:05  01/16/2024 03:04:05        3      224  N  Full Backup  0       0            changes
        """;

    assertThat(clientImages(report))
        .containsExactly(image("changes", Image.Type.FULL, berlin("2024-01-02T03:04:05", 1), 1));
  }

  @Test
  void doesNotDecideWhichOfTwoHoursItWas() {
    String report = "10/27/2024 02:30:00  11/10/2024        3      224  N  Full Backup  changes\n";

    assertThat(clientImages(report))
        .extracting(Image::time)
        .containsExactly(berlin("2024-10-27T02:30:00", 2), berlin("2024-10-27T02:30:00", 1));
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "no entity was found",
        "13/40/2024 03:04:05  01/16/2024  3  224  N  Full Backup  changes",
        "01/02/2024 03:04:05  01/16/2024  3  224  N  Something  changes",
        "''",
      },
      delimiter = '|')
  void passesOverWhatItDoesNotKnow(String line) {
    assertThat(clientImages(line + "\n")).isEmpty();
  }

  @Test
  void readsTheRecordsThatServersHave() {
    String records =
        """
        IMAGE client 0 0 8 client_1700000000 changes 0 *NULL* root nightly 0 1 1700000000 42 1701209600 0 0 224 3 1 1 0 *NULL*
        HISTO -1 -1 -1 -1 -1 -1 -1 -1 -1 -1
        FRAG 1 1 224 0 2 6 0 @aaaab media 262144 0 0 -1 0 1;PureDisk;x;y;z;0
        IMAGE client 0 0 8 client_1700000100 user 0 *NULL* root any 2 1 1700000100 42
        IMAGE client 0 0 8
        something else
        """;

    assertThat(ImageRecords.read(records))
        .containsExactly(
            new Image(
                "client_1700000000",
                "client",
                "changes",
                "nightly",
                Image.Type.FULL,
                1700000000L,
                1),
            new Image(
                "client_1700000100", "client", "user", "any", Image.Type.UBAK, 1700000100L, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "100, 1, 100, 100, true",
    "100, 1, 101, 200, false",
    "100, 1, 0, 99, false",
    "100, 60, 159, 200, true",
    "100, 60, 160, 200, false",
  })
  void beginsWithinItsPrecision(long time, int precision, long from, long to, boolean expected) {
    Image image = image("p", Image.Type.FULL, time, precision);

    assertThat(image.mayHaveBegun(from, to)).isEqualTo(expected);
  }

  @Test
  void knowsTheScheduleOnlyWhereItIsTold() {
    Image told = new Image("c_1", "c", "p", "nightly", Image.Type.FULL, 1, 1);

    assertThat(told.mayBeOf("nightly")).isTrue();
    assertThat(told.mayBeOf("weekly")).isFalse();
    assertThat(image("p", Image.Type.FULL, 1, 1).mayBeOf("weekly")).isTrue();
  }

  private static final String POLICY =
      """
      ------------------------------------------------------------

      Policy Name:       changes

        Policy Type:         Standard
        Active:              yes
        Effective date:      06/02/2023 12:13:07
        Client Compress:     no
        Follow NFS Mounts:   no
        Cross Mount Points:  yes
        Collect TIR info:    no
        Block Incremental:   no
        Mult. Data Streams:  no
        Max Jobs/Policy:     Unlimited
        Residence:           (specific storage unit not required)
        Granular Restore Info:  no
        Use Accelerator:  no

        HW/OS/Client:  Linux         RedHat        client

        Include:  /
                  /srv/other place

        Schedule:              nightly
          Type:                Full Backup
          Frequency:           every 1 day
          Synthetic:           0
          Maximum MPX:         1
          Retention Level:     1 (2 weeks)
          Daily Windows:
                Sunday     22:00:00  -->  Monday     06:00:00

        Schedule:              synth
          Type:                Full Backup
          Synthetic:           1
          Collect TIR info:    yes

        Schedule:              user
          Type:                User Backup
      """;

  @Test
  void readsAPolicy() {
    PolicyFacts facts = PolicyReport.read(POLICY);

    assertThat(facts.type()).isEqualTo("Standard");
    assertThat(facts.says("Collect TIR info")).isFalse();
    assertThat(facts.says("Cross Mount Points", "Cross Mnt Points")).isTrue();
    assertThat(facts.selections()).containsExactly("/", "/srv/other place");
    assertThat(facts.schedules())
        .isEqualTo(
            Map.of(
                "nightly", new PolicyFacts.Schedule(Image.Type.FULL, false),
                "synth", new PolicyFacts.Schedule(Image.Type.FULL, true),
                "user", new PolicyFacts.Schedule(Image.Type.UBAK, false)));
  }

  @Test
  void readsTheLongFormOfAPolicyToo() {
    String text =
        """
        Policy Name:       changes
        Policy Type:       Standard (0)
        Collect TIR info:  yes, with move detection
        Mult. Data Stream: yes
        Include:           /
        Schedule:          incr
          Type:            INCR (1)
          Synthetic:       0
        """;
    PolicyFacts facts = PolicyReport.read(text);

    assertThat(facts.says("Collect TIR info")).isTrue();
    assertThat(facts.says("Mult. Data Stream")).isTrue();
    assertThat(facts.selections()).containsExactly("/");
    assertThat(facts.schedule("incr")).contains(new PolicyFacts.Schedule(Image.Type.INCR, false));
    assertThat(facts.schedule("full")).isEmpty();
  }

  @Test
  void readsSelectionsThatAreNoPaths() {
    PolicyFacts facts =
        PolicyReport.read(
            "  Include:  NEW_STREAM\n            /\n            NEW_STREAM\n            /a: b\n"
                + "            ALL_LOCAL_DRIVES\n\n  Schedule:  s\n    Type: Full Backup\n");

    assertThat(facts.selections())
        .containsExactly("NEW_STREAM", "/", "NEW_STREAM", "/a: b", "ALL_LOCAL_DRIVES");
    assertThat(facts.schedule("s")).isPresent();
  }

  @Test
  void readsAPolicyOfWhichNothingIsDefined() {
    PolicyFacts facts =
        PolicyReport.read(
            "Policy Name: p\n\n  Include: (none defined)\n\n  Schedule: (none defined)\n");

    assertThat(facts.selections()).isEmpty();
    assertThat(facts.schedules()).isEmpty();
  }

  @Test
  void readsSettings() {
    assertThat(PolicyCommands.settingsIn("BPSTART_TIMEOUT = 900\nX\nCLIENT_READ_TIMEOUT=1\n"))
        .isEqualTo(Map.of("BPSTART_TIMEOUT", "900", "CLIENT_READ_TIMEOUT", "1"));
  }
}
