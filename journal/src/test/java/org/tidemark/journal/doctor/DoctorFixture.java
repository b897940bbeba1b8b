package org.tidemark.journal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;

/** A machine that is made up as far as it must be. */
abstract class DoctorFixture {
  @TempDir Path temp;
  FakeSystem machine;
  PathBytes tree;

  @BeforeEach
  void machine() throws IOException {
    Path real = temp.toRealPath();
    machine = new FakeSystem(real);
    tree = PathBytes.ofUtf8(Files.createDirectory(real.resolve("tree")).toString());
  }

  static void assertOne(List<Finding> findings, Health health, String text, String hint) {
    assertThat(findings)
        .filteredOn(finding -> finding.health() != Health.GREEN)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.health()).isEqualTo(health);
              assertThat(finding.text()).contains(text);
              assertThat(finding.hint()).contains(hint);
            });
  }

  static void assertGreen(List<Finding> findings) {
    assertThat(findings).isNotEmpty().allMatch(finding -> finding.health() == Health.GREEN);
  }
}
