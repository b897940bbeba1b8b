package org.tidemark.netbackup.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.doctor.AdapterCheck;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.doctor.Health;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Openv;
import org.tidemark.netbackup.site.Site;

/** What {@code tidemark doctor} says of hooks and lists. */
class FilesCheckTest {
  @TempDir private Path folder;
  private Openv openv;

  @BeforeEach
  void install() throws IOException, TidemarkException {
    openv = new Openv(folder.resolve("openv"));
    Files.createDirectories(openv.netbackup().resolve("bin"));
    new Site(folder.resolve("state"), Path.of("/bin/true"), Path.of("/java"))
        .install(Installation.of(openv, "p", "s", Level.INCREMENTAL, "weekly", "full"));
  }

  private Finding only() {
    assertThat(new NetBackupCheck(folder.resolve("state")).look()).hasSize(1);
    return new NetBackupCheck(folder.resolve("state")).look().get(0);
  }

  @Test
  void isContentWithWhatWasInstalled() {
    assertThat(only().health()).isEqualTo(Health.GREEN);
    assertThat(new NetBackupCheck(folder.resolve("none")).look()).isEmpty();
  }

  @Test
  void seesAHookThatCannotBeRun() throws IOException {
    Files.setPosixFilePermissions(
        openv.startHook("p", "s"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(only().health()).isEqualTo(Health.RED);
    assertThat(only().text()).contains("cannot be run");
  }

  @Test
  void seesAHookThatIsGoneOrNotOurs() throws IOException {
    Files.delete(openv.endHook("weekly", "full"));
    assertThat(only().text()).contains("is missing");

    Files.writeString(openv.endHook("weekly", "full"), "#!/bin/sh\n");
    assertThat(only().text()).contains("not Tidemark's hook");
  }

  @Test
  void seesAnExcludeListThatLetsEverythingIn() throws IOException {
    Files.writeString(openv.excludeList("p", "s"), "/tmp\n");
    assertThat(only().text()).contains("walks everything");

    Files.delete(openv.excludeList("p", "s"));
    assertThat(only().health()).isEqualTo(Health.RED);
  }

  @Test
  void seesAListOfTheSiteThatDoesNotCount() throws IOException {
    Files.writeString(openv.netbackup().resolve("exclude_list"), "/tmp\n");

    assertThat(new NetBackupCheck(folder.resolve("state")).look())
        .extracting(Finding::health)
        .containsExactly(Health.YELLOW, Health.GREEN);
  }

  /** The primary's administrator need not know what depends on a policy. */
  @Test
  void seesWhatBecameOfThePolicies() throws IOException {
    Path program = openv.adminCommand("bppllist");
    Files.createDirectories(program.getParent());
    Files.writeString(
        program,
        "#!/bin/sh\necho '  Policy Type:  Standard'; echo '  Collect TIR info:  yes'; echo\n"
            + "echo '  Include:  /'; echo; echo '  Schedule:  s'; echo '    Type:  Full Backup'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(new NetBackupCheck(folder.resolve("state")).look())
        .filteredOn(each -> each.health() == Health.YELLOW)
        .extracting(Finding::subject, Finding::text)
        .anySatisfy(
            row ->
                assertThat(row.toList().toString()).contains("policy p", "would count as deleted"));
  }

  @Test
  void isFoundByTheDoctor() {
    assertThat(ServiceLoader.load(AdapterCheck.class))
        .anyMatch(check -> check instanceof NetBackupCheck);
  }
}
