package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.doctor.Health;

class BaculaCheckTest {
  @TempDir Path folder;

  private List<Health> health() {
    return new BaculaCheck(folder).look().stream().map(Finding::health).toList();
  }

  private static Snippets snippets() {
    return new Snippets("/opt/hook", "Tidemark", 1, Trees.ALL, LeftOut.NOTHING);
  }

  @Test
  void aMachineWithoutBaculaIsNoMatter() {
    assertThat(health()).isEmpty();
    assertThat(new BaculaCheck(folder.resolve("missing")).look()).isEmpty();
  }

  @Test
  void whatConfigPrintsIsGood() throws IOException {
    Files.writeString(folder.resolve("bacula-fd.conf"), snippets().client());
    Files.writeString(folder.resolve("bacula-dir.conf"), snippets().fileset() + snippets().job());

    assertThat(health()).containsExactly(Health.GREEN);
  }

  @Test
  void aMissingGuardIsSaid() throws IOException {
    Files.writeString(folder.resolve("bacula-fd.conf"), "FileDaemon { Name = x }");

    assertThat(health()).containsExactly(Health.YELLOW);
  }

  @Test
  void accurateAndAMissingBlockAreRed() throws IOException {
    String jobs = snippets().job().replace("Accurate = no", "Accurate = Yes");
    String fileset = snippets().fileset().replace("kind=contents", "kind=dirs");
    Files.writeString(folder.resolve("bacula-dir.conf"), fileset + jobs);

    assertThat(health()).containsExactly(Health.RED, Health.RED);
  }

  private void director(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private static String guardless() {
    return snippets()
        .job()
        .replace("Accurate = no", "")
        .replace("Reschedule Incomplete Jobs = no", "");
  }

  @Test
  void guardsOfAJobMayStandInAnotherFileThanTheFileSet() throws IOException {
    director("filesets.conf", snippets().fileset());
    director("defs.conf", snippets().job());
    director(
        "jobs.conf", "@/etc/other.conf\nJob { Name = mail; JobDefs = Tidemark; ACCURATE = Yes }");

    assertThat(health()).containsExactly(Health.RED);
  }

  @Test
  void missingGuardsOfAJobAreSaidWhereverTheFileSetStands() throws IOException {
    director("filesets.conf", snippets().fileset());
    director("jobs.conf", guardless() + "Job\n{\n  Name = mail\n  Job Defs = \"Tidemark\"\n}\n");

    assertThat(health()).containsExactly(Health.YELLOW);
  }

  @Test
  void aScheduleMayTurnAccurateOn() throws IOException {
    director("bacula-dir.conf", snippets().fileset() + snippets().job());
    director("jobs.conf", "Job { Name = mail; JobDefs = Tidemark; Schedule = Weekly }");
    director("schedules.conf", "Schedule { Name = Weekly\n Run = Accurate=yes sun at 2:05\n }");

    assertThat(health()).containsExactly(Health.RED);
  }

  @Test
  void jobsOfOtherFileSetsAreNoMatter() throws IOException {
    String other = "FileSet { Name = Other; Include { File = /etc } } # Accurate\n";
    String job = "Job { Name = etc; FileSet = Other; Accurate = yes }\n";
    director("bacula-dir.conf", snippets().fileset() + snippets().job() + other + job);

    assertThat(health()).isEmpty();
  }

  @Test
  void aCommentIsNoGuard() throws IOException {
    String job = guardless().replace("Type = Backup", "# Reschedule Incomplete Jobs = no");
    director("bacula-dir.conf", snippets().fileset() + job);

    assertThat(health()).containsExactly(Health.YELLOW);
  }

  @Test
  void timesOfModificationAloneAreRed() throws IOException {
    String only = snippets().fileset().replaceFirst("SHA1;", "SHA1; MTime Only = Yes;");
    director("bacula-dir.conf", only + snippets().job());

    assertThat(health()).containsExactly(Health.RED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh=no", ""})
  void oldTimesThatAreLeftAreSaid(String word) throws IOException {
    String fileset = snippets().fileset().replace("refresh=yes", word);
    director("bacula-dir.conf", fileset + snippets().job());

    assertThat(health()).containsExactly(Health.YELLOW);
  }

  @Test
  void aFileSetWhoseChangesMakeNoFullIsSaid() throws IOException {
    String fileset =
        snippets().fileset().replace("FileSet {", "FileSet { Ignore FileSet Changes = yes");
    director("bacula-dir.conf", fileset + snippets().job());

    assertThat(health()).containsExactly(Health.YELLOW);
  }

  @Test
  void aJobThatTellsNobodyWhatItWarnsOfIsSaid() throws IOException {
    String job = snippets().job().replace("window jobid", "ended jobid");
    director("bacula-dir.conf", snippets().fileset() + job);
    director("jobs.conf", "Job { Name = mail; JobDefs = Tidemark }");

    assertThat(health()).containsExactly(Health.YELLOW);
  }
}
