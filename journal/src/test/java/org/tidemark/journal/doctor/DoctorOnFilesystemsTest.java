package org.tidemark.journal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.testing.ScratchFilesystem;

/** What the doctor promises for a filesystem is what the daemon gets there. */
class DoctorOnFilesystemsTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource(ScratchFilesystem.Kind.class)
  void saysWhichSourceIsUsed(ScratchFilesystem.Kind kind) throws Exception {
    try (ScratchFilesystem scratch = ScratchFilesystem.create(kind)) {
      FakeSystem machine = new FakeSystem(temp.toRealPath()).watching(scratch.path());
      List<Finding> findings = machine.findings(new TreesCheck());

      boolean overlay = kind == ScratchFilesystem.Kind.OVERLAY;
      assertThat(findings)
          .anyMatch(
              finding ->
                  finding.check().equals("source")
                      && finding.subject().equals(scratch.path().toString())
                      && finding.text().startsWith(overlay ? "inotify" : "fanotify"));
      assertThat(findings).noneMatch(finding -> finding.health() == Health.RED);
      assertThat(scratch.tryUnmount()).as("nothing was left open").isTrue();
    }
  }
}
