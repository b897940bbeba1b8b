package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.doctor.AdapterCheck;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.doctor.Health;
import org.tidemark.rsync.host.Programs;

class RsyncCheckTest {
  @TempDir private Path temp;

  @Test
  void theDoctorFindsItAndTheRsyncOfThisMachineIsTested() {
    assertThat(ServiceLoader.load(AdapterCheck.class))
        .singleElement()
        .satisfies(
            check ->
                assertThat(check.look())
                    .satisfiesExactly(
                        finding -> {
                          assertThat(finding.health()).isEqualTo(Health.GREEN);
                          assertThat(finding.text()).contains("passes the self-test");
                        },
                        lock -> assertThat(lock.health()).isEqualTo(Health.GREEN)));
  }

  @Test
  void anRsyncThatDoesNotRemoveListedNamesIsRed() throws Exception {
    Path program = temp.resolve("rsync");
    Files.writeString(
        program,
        """
        #!/bin/sh
        [ "$1" = --version ] && echo 'rsync  version 3.2.7  protocol version 31'
        exit 0
        """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Programs programs = new Programs();

    Finding finding = RsyncCheck.tested(programs, RsyncProgram.at(program.toString(), programs));

    assertThat(finding.health()).isEqualTo(Health.RED);
    assertThat(finding.text()).contains("listed names wrongly");
    assertThat(finding.hint()).contains("install another");
  }
}
