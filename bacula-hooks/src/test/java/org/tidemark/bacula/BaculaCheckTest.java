package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.doctor.Health;

class BaculaCheckTest {
  @TempDir Path folder;

  private List<Health> health() {
    return new BaculaCheck(folder).look().stream().map(Finding::health).toList();
  }

  private static Snippets snippets() {
    return new Snippets("/opt/hook", "Tidemark", 1, LeftOut.NOTHING);
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
}
