package org.tidemark.netbackup.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.Programs;

class UnitsTest {
  @TempDir private Path folder;

  @Test
  void runBothCommandsWithTheirState() throws Exception {
    new Units(folder).install(Path.of("/var/lib/100% $x"), Path.of("/opt/tidemark/bin/tidemark"));

    assertThat(folder.resolve("tidemark-netbackup.service"))
        .content()
        .contains(
            "ExecStart=-\"/opt/tidemark/bin/tidemark\" netbackup refresh --state"
                + " \"/var/lib/100%% $$x\"\n",
            "netbackup confirm --state");
    assertThat(folder.resolve("tidemark-netbackup.timer")).content().contains("5min");
  }

  @Test
  void pleaseSystemd() throws Exception {
    assumeTrue(Programs.exists("systemd-analyze"), "no systemd");
    new Units(folder).install(folder, Path.of("/bin/true"));

    Programs.Result verified =
        Programs.run(
            "systemd-analyze", "verify", folder.resolve("tidemark-netbackup.timer").toString());
    assertThat(verified.output()).doesNotContain("tidemark-netbackup");
  }

  @Test
  void goAgainAndMayBeMissing() throws Exception {
    Units units = new Units(folder);
    units.install(folder, Path.of("/bin/true"));
    units.uninstall();
    units.uninstall();

    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    assertThat(new Units(folder.resolve("none")).install(folder, folder)).contains("five minutes");
  }
}
